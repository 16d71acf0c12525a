/** What this house uses of hls.js; the build leaves out subtitles, DRM, ads, CMCD and content steering. */
export interface HlsError {
  type: string;
  details: string;
  fatal: boolean;
  response?: { code: number };
}
export default class Hls {
  static isSupported(): boolean;
  static readonly Events: { MANIFEST_PARSED: "hlsManifestParsed"; ERROR: "hlsError" };
  static readonly ErrorTypes: { MEDIA_ERROR: "mediaError"; NETWORK_ERROR: "networkError" };
  constructor(config?: Record<string, unknown>);
  readonly playingDate: Date | null;
  readonly latency: number;
  on(event: "hlsManifestParsed", listener: () => void): void;
  on(event: "hlsError", listener: (event: string, data: HlsError) => void): void;
  loadSource(url: string): void;
  attachMedia(video: HTMLMediaElement): void;
  recoverMediaError(): void;
  destroy(): void;
}
