/** What the watch page can do without until it stands still: hearts, and the show that goes on beside the shop. */
import { styleSheet } from "../../lib/style-sheet.js";
import { setWatching } from "../../lib/watching.js";
import { watchingOf } from "../../models/watching.js";

/** @param {import("./watch-room.js").WatchRoom} room */
export async function later(room) {
  keepWatching(room);
  await Promise.all([import("./float-hearts.js"), styleSheet("watch/float-hearts.css")]);
}

/** Lets the show go on in a small player when its page is left by a link into the shop. @param {import("./watch-room.js").WatchRoom} room */
function keepWatching(room) {
  // Back on its page it needs no second player.
  const here = () => setWatching(null);
  here();
  let dismissed = false;
  addEventListener("click", ({ target }) => {
    // The cross over the picture means: enough of it.
    dismissed = target instanceof Element && target.closest("stage-chrome a[href='/']") !== null;
  });
  addEventListener("pageshow", ({ persisted }) => persisted && here());
  addEventListener("pagehide", () => {
    const { picture, show } = room;
    setWatching(watchingOf(show.peek(), picture.state.peek().phase, !picture.muted.peek(), dismissed));
  });
}
