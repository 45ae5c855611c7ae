// One voice in many rooms: the Opus that is said in one room goes on, packet by packet and not encoded
// again, to a track in each of the others. The order is one JSON line; the program ends with its input.
package main

import (
	"encoding/json"
	"io"
	"log"
	"os"

	"github.com/livekit/protocol/logger"
	lksdk "github.com/livekit/server-sdk-go/v2"
)

// order is the line that comes in.
type order struct {
	URL    string `json:"url"`
	Source seat   `json:"source"`
	Rooms  []seat `json:"rooms"`
}

// seat is a room and the token that lets us in.
type seat struct {
	Room  string `json:"room"`
	Token string `json:"token"`
}

// news is a line that goes out.
type news struct {
	Kind string `json:"kind"`
	*Tally
}

func main() {
	log.SetFlags(0)
	lksdk.SetLogger(logger.GetDiscardLogger())
	input, output := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	var order order
	if err := input.Decode(&order); err != nil {
		log.Fatalf("not an order: %v", err)
	}
	tell := func(line news) {
		if err := output.Encode(line); err != nil {
			log.Fatal(err)
		}
	}
	relay := &relay{}
	leaves := []func(){hear(order.URL, order.Source, relay)}
	for _, seat := range order.Rooms {
		voice, leave := speak(order.URL, seat)
		relay.add(voice)
		leaves = append(leaves, leave)
	}
	relay.beginTally()
	tell(news{Kind: "ready"})
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		log.Fatal(err)
	}
	tell(news{Kind: "ended", Tally: relay.end()})
	for _, leave := range leaves {
		leave()
	}
}
