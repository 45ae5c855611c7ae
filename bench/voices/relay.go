package main

import (
	"log"
	"sync"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	lksdk "github.com/livekit/server-sdk-go/v2"
)

// level of the voice in dB below full scale (RFC 6464): by it the server knows who speaks.
var level uint8 = 19

// relay writes each packet of one voice to all tracks as it comes.
type relay struct {
	mu     sync.Mutex
	tracks []*lksdk.LocalTrack
	tally  *Tally
	ended  bool
}

// add lets a track have the voice from its next packet on.
func (r *relay) add(track *lksdk.LocalTrack) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tracks = append(r.tracks, track)
}

func (r *relay) beginTally() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tally = &Tally{}
}

func (r *relay) end() *Tally {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	return r.tally
}

func (r *relay) follow(source *webrtc.TrackRemote) {
	for {
		packet, _, err := source.ReadRTP()
		if !r.pass(packet, err) {
			return
		}
	}
}

// pass returns whether it goes on.
func (r *relay) pass(packet *rtp.Packet, fault error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return false
	}
	if fault != nil {
		log.Fatalf("the source broke off: %v", fault)
	}
	if r.tally != nil {
		r.tally.count(packet.SequenceNumber)
	}
	for _, track := range r.tracks {
		if err := track.WriteRTP(copyOf(packet), &lksdk.SampleWriteOptions{AudioLevel: &level}); err != nil {
			log.Fatalf("a packet could not be written: %v", err)
		}
	}
	return true
}

// copyOf has none of the source's header extensions, whose numbers are those of another connection.
func copyOf(packet *rtp.Packet) *rtp.Packet {
	return &rtp.Packet{
		Header: rtp.Header{
			Version:        2,
			Marker:         packet.Marker,
			SequenceNumber: packet.SequenceNumber,
			Timestamp:      packet.Timestamp,
		},
		Payload: packet.Payload,
	}
}
