/** English words of the choice of how the picture comes and how sharp it is. */
export default /** @type {const} */ ({
  "way.open": "Picture: how it comes, how sharp it is",
  "way.legend": "How it comes",
  "way.auto": "Automatic",
  "way.auto.why": "As live as your network allows",
  "way.webrtc": "Most live",
  "way.webrtc.why": "Under a second behind",
  "way.hls": "Steady",
  "way.hls.why": "About two seconds behind",
  "way.behind": "The picture comes the steady way now. Bids and stock are those of the moment you tap.",
  "size.legend": "Sharpness",
  "size.auto": "Automatic",
  "size.now": "As your network allows: now {size}",
  "size.none": "As your network allows",
  "size.use": "About {n} MB an hour",
  "size.least": "Saves data: about {n} MB an hour",
});
