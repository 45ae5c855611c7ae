package main

import (
	"context"
	"sync"

	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/rpc"
	"github.com/livekit/psrpc"
)

// node holds the requests that wait for the test's answer.
type node struct {
	lines *lines
	mu    sync.Mutex
	last  int
	open  map[int]chan Answer
}

func newNode(lines *lines) *node {
	return &node{lines: lines, open: map[int]chan Answer{}}
}

func (n *node) TransferSIPParticipant(
	ctx context.Context, req *rpc.InternalTransferSIPParticipantRequest,
) (*emptypb.Empty, error) {
	if _, err := n.ask(ctx, event{Kind: "transfer", Transfer: transferOf(req)}); err != nil {
		return nil, err
	}
	return &emptypb.Empty{}, nil
}

func (n *node) CreateSIPParticipant(
	ctx context.Context, req *rpc.InternalCreateSIPParticipantRequest,
) (*rpc.InternalCreateSIPParticipantResponse, error) {
	answer, err := n.ask(ctx, event{Kind: "dial", Dial: dialOf(req)})
	if err != nil {
		return nil, err
	}
	return &rpc.InternalCreateSIPParticipantResponse{
		ParticipantId:       answer.ParticipantID,
		ParticipantIdentity: req.ParticipantIdentity,
		SipCallId:           req.SipCallId,
	}, nil
}

// ask waits for the answer at most as long as the server does, whose own limit comes first.
func (n *node) ask(ctx context.Context, e event) (Answer, error) {
	answers := make(chan Answer, 1)
	n.mu.Lock()
	n.last++
	e.ID = n.last
	n.open[e.ID] = answers
	n.mu.Unlock()
	defer func() {
		n.mu.Lock()
		delete(n.open, e.ID)
		n.mu.Unlock()
	}()
	n.lines.write(e)
	select {
	case answer := <-answers:
		return answer, fault(answer)
	case <-ctx.Done():
		return Answer{}, psrpc.ErrRequestTimedOut
	}
}

// settle gives an answer to its request; one that comes too late goes nowhere.
func (n *node) settle(answer Answer) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if answers, ok := n.open[answer.ID]; ok {
		select {
		case answers <- answer:
		default:
		}
	}
}

func fault(answer Answer) error {
	if answer.SIPStatus != 0 {
		return &livekit.SIPStatus{Code: livekit.SIPStatusCode(answer.SIPStatus)}
	}
	if answer.ErrorCode != "" {
		return psrpc.NewErrorf(psrpc.ErrorCode(answer.ErrorCode), "%s", answer.Error)
	}
	return nil
}
