// A SIP node for tests: it takes the requests that a LiveKit server sends to its SIP bridge, hands
// each as a JSON line to whoever started it, and returns the answer that comes back.
package main

import (
	"context"
	"log"
	"os"

	"github.com/redis/go-redis/v9"

	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: line-node REDIS_ADDRESS")
	}
	client := redis.NewClient(&redis.Options{Addr: os.Args[1]})
	if err := client.Ping(context.Background()).Err(); err != nil {
		log.Fatalf("no Redis at %s: %v", os.Args[1], err)
	}
	lines := newLines(os.Stdin, os.Stdout)
	node := newNode(lines)
	server, err := rpc.NewSIPInternalServer(node, psrpc.NewRedisMessageBus(client))
	if err != nil {
		log.Fatal(err)
	}
	if err := server.RegisterCreateSIPParticipantTopic(""); err != nil {
		log.Fatal(err)
	}
	lines.write(event{Kind: "ready"})
	obey(lines, node, server)
	server.Kill()
}

// obey follows the lines of the test until they end, which comes with the death of the test.
func obey(lines *lines, node *node, server rpc.SIPInternalServer) {
	for order := range lines.orders() {
		switch order.Kind {
		case "register":
			if err := server.RegisterTransferSIPParticipantTopic(order.Call); err != nil {
				log.Fatal(err)
			}
			lines.write(event{Kind: "registered", Call: order.Call})
		case "deregister":
			server.DeregisterTransferSIPParticipantTopic(order.Call)
			lines.write(event{Kind: "deregistered", Call: order.Call})
		case "answer":
			node.settle(order.Answer)
		default:
			log.Fatalf("unknown order %q", order.Kind)
		}
	}
}
