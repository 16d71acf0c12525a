"""A WHIP publisher or WHEP viewer on GStreamer's webrtcbin, run by the system's own Python.

gstreamer.py publish URL KEY shows a moving ball in VP8 until it is ended. gstreamer.py watch URL CODEC prints
one JSON line with what it decoded of picture and sound once it has enough of both, and ends.
"""

import json
import sys
import urllib.request

import gi  # type: ignore[import-not-found]

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # type: ignore[import-not-found]  # noqa: E402

ENOUGH = {"video": 30, "audio": 30}
POLL_MS = 20
PICTURE = (
    "vp8enc deadline=1 cpu-used=8 target-bitrate=800000 keyframe-max-dist=60"
    " ! rtpvp8pay pt=96 picture-id-mode=2 ! application/x-rtp,media=video,encoding-name=VP8,payload=96"
)
AUDIO_CAPS = (
    "application/x-rtp,media=audio,encoding-name=OPUS,payload=111,clock-rate=48000,encoding-params=(string)2"
)
H264_DETAIL = ",packetization-mode=(string)1,profile-level-id=(string)42e01f"


class Peer:
    """One webrtcbin and its exchange with the server."""

    def __init__(self, url: str, key: str = "") -> None:
        self._url = url
        self._key = key
        self._posted = False
        self.loop = GLib.MainLoop()
        self.pipeline = Gst.Pipeline.new()
        self.decoded = {"video": 0, "audio": 0}

    def publish(self) -> None:
        """Build the sending pipeline."""
        self.pipeline = Gst.parse_launch(
            "webrtcbin name=w bundle-policy=max-bundle "
            "audiotestsrc is-live=true ! audioconvert ! opusenc ! rtpopuspay pt=111 "
            "! application/x-rtp,media=audio,encoding-name=OPUS,payload=111 ! w. "
            "videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=30/1 "
            f"! videoconvert ! queue ! {PICTURE} ! w."
        )
        self._negotiate(self.pipeline.get_by_name("w"))

    def watch(self, codec: str) -> None:
        """Build the receiving pipeline."""
        webrtc = Gst.ElementFactory.make("webrtcbin", "w")
        webrtc.set_property("bundle-policy", "max-bundle")
        self.pipeline.add(webrtc)
        receive = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
        detail = H264_DETAIL if codec == "H264" else ""
        for caps in (
            AUDIO_CAPS,
            f"application/x-rtp,media=video,encoding-name={codec},payload=96,clock-rate=90000{detail}",
        ):
            webrtc.emit("add-transceiver", receive, Gst.Caps.from_string(caps))
        webrtc.connect("pad-added", self._decode)
        self._negotiate(webrtc)

    def run(self) -> None:
        """Go on until there is enough, or for ever."""
        self.pipeline.set_state(Gst.State.PLAYING)
        self.loop.run()
        self.pipeline.set_state(Gst.State.NULL)

    def _negotiate(self, webrtc: Gst.Element) -> None:
        self._webrtc = webrtc
        # Twice it would be a second offer, which WHIP has no place for.
        self._handler = webrtc.connect("on-negotiation-needed", self._offer)

    def _offer(self, *_: object) -> None:
        self._webrtc.disconnect(self._handler)
        self._promise = Gst.Promise.new_with_change_func(self._offered)
        self._webrtc.emit("create-offer", None, self._promise)

    def _offered(self, promise: Gst.Promise, *_: object) -> None:
        promise.wait()
        reply = promise.get_reply()
        offer = reply.get_value("offer")
        # The bindings free what Python no longer holds while the library still uses it.
        self._held = (promise, reply, offer)
        self._webrtc.emit("set-local-description", offer, Gst.Promise.new())
        GLib.timeout_add(POLL_MS, self._post)

    def _post(self) -> bool:
        """Send the offer once all candidates are in it; False ends the polling."""
        if self._webrtc.get_property("ice-gathering-state") != GstWebRTC.WebRTCICEGatheringState.COMPLETE:
            return True
        offer = self._webrtc.get_property("local-description").sdp.as_text().encode()
        headers = {"Content-Type": "application/sdp"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        with urllib.request.urlopen(urllib.request.Request(self._url, offer, headers)) as answer:  # noqa: S310
            text = answer.read()
        _, message = GstSdp.SDPMessage.new()
        GstSdp.sdp_message_parse_buffer(text, message)
        described = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, message)
        self._webrtc.emit("set-remote-description", described, Gst.Promise.new())
        return False

    def _decode(self, _: Gst.Element, pad: Gst.Pad) -> None:
        if pad.direction != Gst.PadDirection.SRC:
            return
        decoder = self._add("decodebin")
        decoder.connect("pad-added", self._count)
        pad.link(decoder.get_static_pad("sink"))

    def _count(self, _: Gst.Element, pad: Gst.Pad) -> None:
        kind = pad.get_current_caps().get_structure(0).get_name().split("/")[0]
        sink = self._add("fakesink")
        sink.set_property("sync", False)  # noqa: FBT003
        sink.set_property("signal-handoffs", True)  # noqa: FBT003
        sink.connect("handoff", lambda *_: self._counted(kind))
        pad.link(sink.get_static_pad("sink"))

    def _counted(self, kind: str) -> None:
        self.decoded[kind] += 1
        if all(self.decoded[name] >= wanted for name, wanted in ENOUGH.items()):
            self.loop.quit()

    def _add(self, name: str) -> Gst.Element:
        element = Gst.ElementFactory.make(name)
        self.pipeline.add(element)
        element.sync_state_with_parent()
        return element


def main() -> None:
    """Do what the command line says."""
    role, url, detail = sys.argv[1:]
    Gst.init(None)
    if role == "publish":
        peer = Peer(url, key=detail)
        peer.publish()
    else:
        peer = Peer(url)
        peer.watch(codec=detail)
    peer.run()
    print(json.dumps(peer.decoded))  # noqa: T201


if __name__ == "__main__":
    main()
