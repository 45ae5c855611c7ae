package main

import "time"

// Tally says what the voice itself lacked, which is no fault of what is measured.
type Tally struct {
	Packets int `json:"packets"`
	Lost    int `json:"lost"`
	// LongestWaitMS is between two packets.
	LongestWaitMS int64 `json:"longest_wait_ms"`

	first, last int
	came        time.Time
}

func (t *Tally) count(sequence uint16) {
	now := time.Now()
	if t.Packets == 0 {
		t.first, t.last, t.came = int(sequence), int(sequence), now
	}
	// The numbers go round in sixteen bits; a packet that comes late is before the last one.
	t.last = max(t.last, t.last+int(int16(sequence-uint16(t.last))))
	t.LongestWaitMS = max(t.LongestWaitMS, now.Sub(t.came).Milliseconds())
	t.came = now
	t.Packets++
	t.Lost = t.last - t.first + 1 - t.Packets
}
