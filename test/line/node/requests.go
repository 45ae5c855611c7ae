package main

import (
	"github.com/livekit/protocol/rpc"
	"google.golang.org/protobuf/types/known/durationpb"
)

type transfer struct {
	SIPCallID        string            `json:"sip_call_id"`
	TransferTo       string            `json:"transfer_to"`
	Headers          map[string]string `json:"headers"`
	PlayDialtone     bool              `json:"play_dialtone"`
	RingingTimeoutMS int64             `json:"ringing_timeout_ms"`
}

func transferOf(req *rpc.InternalTransferSIPParticipantRequest) *transfer {
	return &transfer{
		SIPCallID:        req.SipCallId,
		TransferTo:       req.TransferTo,
		Headers:          present(req.Headers),
		PlayDialtone:     req.PlayDialtone,
		RingingTimeoutMS: milliseconds(req.RingingTimeout),
	}
}

// dial has a token and an address where the server gives them: the open-source one does not, and
// the bridge makes its own.
type dial struct {
	SIPCallID         string            `json:"sip_call_id"`
	TrunkID           string            `json:"trunk_id"`
	Hostname          string            `json:"hostname"`
	From              string            `json:"from"`
	To                string            `json:"to"`
	Room              string            `json:"room"`
	Identity          string            `json:"identity"`
	Name              string            `json:"name"`
	Metadata          string            `json:"metadata"`
	Attributes        map[string]string `json:"attributes"`
	Headers           map[string]string `json:"headers"`
	DTMF              string            `json:"dtmf"`
	PlayDialtone      bool              `json:"play_dialtone"`
	WaitUntilAnswered bool              `json:"wait_until_answered"`
	RingingTimeoutMS  int64             `json:"ringing_timeout_ms"`
	DisplayName       *string           `json:"display_name"`
	Token             string            `json:"token"`
	WSURL             string            `json:"ws_url"`
}

func dialOf(req *rpc.InternalCreateSIPParticipantRequest) *dial {
	return &dial{
		SIPCallID:         req.SipCallId,
		TrunkID:           req.SipTrunkId,
		Hostname:          req.Address,
		From:              req.Number,
		To:                req.CallTo,
		Room:              req.RoomName,
		Identity:          req.ParticipantIdentity,
		Name:              req.ParticipantName,
		Metadata:          req.ParticipantMetadata,
		Attributes:        present(req.ParticipantAttributes),
		Headers:           present(req.Headers),
		DTMF:              req.Dtmf,
		PlayDialtone:      req.PlayDialtone,
		WaitUntilAnswered: req.WaitUntilAnswered,
		RingingTimeoutMS:  milliseconds(req.RingingTimeout),
		DisplayName:       req.DisplayName,
		Token:             req.Token,
		WSURL:             req.WsUrl,
	}
}

func present(headers map[string]string) map[string]string {
	if headers == nil {
		return map[string]string{}
	}
	return headers
}

// milliseconds is 0 where the request names no limit.
func milliseconds(limit *durationpb.Duration) int64 {
	if limit == nil {
		return 0
	}
	return limit.AsDuration().Milliseconds()
}
