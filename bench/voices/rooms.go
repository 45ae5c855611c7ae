package main

import (
	"log"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pion/webrtc/v4"

	"github.com/livekit/protocol/livekit"
	lksdk "github.com/livekit/server-sdk-go/v2"
)

const sourceLimit = 20 * time.Second

var opus = webrtc.RTPCodecCapability{
	MimeType:    webrtc.MimeTypeOpus,
	ClockRate:   48_000,
	Channels:    2,
	SDPFmtpLine: "minptime=10;useinbandfec=1",
}

// hear joins the source's room; when it returns, the voice there goes to the relay.
func hear(url string, seat seat, relay *relay) (leave func()) {
	heard := make(chan *webrtc.TrackRemote, 1)
	callback := lksdk.NewRoomCallback()
	callback.OnTrackSubscribed = func(
		track *webrtc.TrackRemote, _ *lksdk.RemoteTrackPublication, _ *lksdk.RemoteParticipant,
	) {
		heard <- track
	}
	_, leave = join(url, seat, callback, true)
	select {
	case track := <-heard:
		// With redundancy (audio/red) a payload would hold more than one frame.
		if mime := track.Codec().MimeType; !strings.EqualFold(mime, opus.MimeType) {
			log.Fatalf("the source is %s, not %s", mime, opus.MimeType)
		}
		go relay.follow(track)
	case <-time.After(sourceLimit):
		log.Fatalf("nobody was heard in %s for %v", seat.Room, sourceLimit)
	}
	return leave
}

// speak joins a room and publishes a voice there.
func speak(url string, seat seat) (voice *lksdk.LocalTrack, leave func()) {
	voice, err := lksdk.NewLocalTrack(opus)
	if err != nil {
		log.Fatal(err)
	}
	room, leave := join(url, seat, lksdk.NewRoomCallback(), false)
	options := &lksdk.TrackPublicationOptions{
		Source:     livekit.TrackSource_MICROPHONE,
		DisableDTX: true,
	}
	if _, err := room.LocalParticipant.PublishTrack(voice, options); err != nil {
		log.Fatalf("%s took no track: %v", seat.Room, err)
	}
	return voice, leave
}

// join ends the program where the room is lost before it is left.
func join(
	url string, seat seat, callback *lksdk.RoomCallback, subscribe bool,
) (room *lksdk.Room, leave func()) {
	var leaving atomic.Bool
	callback.OnDisconnectedWithReason = func(reason lksdk.DisconnectionReason) {
		if !leaving.Load() {
			log.Fatalf("%s was lost: %s", seat.Room, reason)
		}
	}
	room, err := lksdk.ConnectToRoomWithToken(
		url, seat.Token, callback, lksdk.WithAutoSubscribe(subscribe), lksdk.WithDisableRegionDiscovery(),
	)
	if err != nil {
		log.Fatalf("%s could not be joined: %v", seat.Room, err)
	}
	return room, func() {
		leaving.Store(true)
		room.Disconnect()
	}
}
