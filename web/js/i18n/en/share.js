/** English words of the sheet that shares a show. */
export default /** @type {const} */ ({
  "share.title": "Share this show",
  "share.qr": "QR code that leads to {title}",
  "share.qrWhy": "For the camera of another device",
  "share.link": "Link",
  "share.copy": "Copy the link",
  "share.copied": "Link copied",
  "share.native": "Share with an app",
  "share.embed": "Put it in another page",
});
