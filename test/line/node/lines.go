package main

import (
	"bufio"
	"encoding/json"
	"io"
	"iter"
	"log"
	"sync"
)

// order is one line from the test.
type order struct {
	Kind string `json:"kind"`
	Call string `json:"call"`
	Answer
}

// Answer says how a request ends: a SIP status, another error, or well.
type Answer struct {
	ID            int    `json:"id"`
	SIPStatus     int32  `json:"sip_status"`
	ErrorCode     string `json:"error_code"`
	Error         string `json:"error"`
	ParticipantID string `json:"participant_id"`
}

// event is one line to the test.
type event struct {
	Kind     string    `json:"kind"`
	ID       int       `json:"id,omitempty"`
	Call     string    `json:"call,omitempty"`
	Transfer *transfer `json:"transfer,omitempty"`
	Dial     *dial     `json:"dial,omitempty"`
}

type lines struct {
	in  *bufio.Scanner
	mu  sync.Mutex
	out *json.Encoder
}

func newLines(in io.Reader, out io.Writer) *lines {
	return &lines{in: bufio.NewScanner(in), out: json.NewEncoder(out)}
}

func (l *lines) write(e event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.out.Encode(e); err != nil {
		log.Fatal(err)
	}
}

func (l *lines) orders() iter.Seq[order] {
	return func(yield func(order) bool) {
		for l.in.Scan() {
			var o order
			if err := json.Unmarshal(l.in.Bytes(), &o); err != nil {
				log.Fatalf("not an order: %v", err)
			}
			if !yield(o) {
				return
			}
		}
	}
}
