// A WHIP encoder on libdatachannel, the stack of OBS: H264 and Opus, all candidates at once, deaf to keyframe requests.
//
// node libdatachannel.mjs URL KEY FRAMES: FRAMES holds H264 access units (Annex B), each behind its length in four bytes
// (big endian), which are sent round and round at 30 a second until the process is ended. Prints "connected" once.

import { readFileSync } from "node:fs";
import {
  Audio,
  H264RtpPacketizer,
  PeerConnection,
  RtcpNackResponder,
  RtcpSrReporter,
  RtpPacketizationConfig,
  RtpPacketizer,
  Video,
} from "node-datachannel";

const FRAMES_PER_SECOND = 30;
const OPUS_MS = 20;
const OPUS_SILENCE = Buffer.from([0xfc, 0xff, 0xfe]);
const [url, key, framesFile] = process.argv.slice(2);

/** @param {Buffer} file */
function* unpack(file) {
  for (let at = 0; at < file.length; ) {
    const size = file.readUInt32BE(at);
    yield file.subarray(at + 4, at + 4 + size);
    at += 4 + size;
  }
}

const frames = [...unpack(readFileSync(framesFile))];
const connection = new PeerConnection("encoder", { iceServers: [], disableAutoNegotiation: true });

const video = new Video("0", "SendOnly");
video.addH264Codec(96, "profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1");
video.addSSRC(4242, "encoder", "encoder", "video");
const audio = new Audio("1", "SendOnly");
audio.addOpusCodec(111);
audio.addSSRC(4343, "encoder", "encoder", "audio");

const videoLine = new RtpPacketizationConfig(4242, "encoder", 96, 90_000);
const audioLine = new RtpPacketizationConfig(4343, "encoder", 111, 48_000);
const videoTrack = connection.addTrack(video);
const audioTrack = connection.addTrack(audio);
const packetizer = new H264RtpPacketizer("StartSequence", videoLine, 1180);
packetizer.addToChain(new RtcpSrReporter(videoLine));
packetizer.addToChain(new RtcpNackResponder());
videoTrack.setMediaHandler(packetizer);
const sound = new RtpPacketizer(audioLine);
sound.addToChain(new RtcpSrReporter(audioLine));
audioTrack.setMediaHandler(sound);

connection.onGatheringStateChange(async (state) => {
  const offer = state === "complete" && connection.localDescription();
  if (!offer) return;
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/sdp", authorization: `Bearer ${key}` },
    body: offer.sdp,
  });
  const body = await answer.text();
  if (answer.status !== 201) throw new Error(`${answer.status}: ${body}`);
  connection.setRemoteDescription(body, "answer");
});
connection.onStateChange((state) => {
  console.log(state);
  if (state === "connected") send();
});
connection.setLocalDescription("offer");

function send() {
  const began = performance.now();
  let pictures = 0;
  let sounds = 0;
  setInterval(() => {
    const elapsed = performance.now() - began;
    for (; pictures * 1000 <= elapsed * FRAMES_PER_SECOND; pictures += 1) {
      videoLine.timestamp = (pictures * 90_000) / FRAMES_PER_SECOND;
      videoTrack.sendMessageBinary(frames[pictures % frames.length]);
    }
    for (; sounds * OPUS_MS <= elapsed; sounds += 1) {
      audioLine.timestamp = sounds * OPUS_MS * 48;
      audioTrack.sendMessageBinary(OPUS_SILENCE);
    }
  }, 5);
}
