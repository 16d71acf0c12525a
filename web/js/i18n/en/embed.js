/** English words of a show in another site's page, and of the page that shows how it looks. */
export default /** @type {const} */ ({
  "embed.open": "Open the show",
  "embed.newTab": "opens in a new tab",
  "embed.buy": "Buy",
  "embed.soon": "{date}, {time} your time",
  "embed.over": "The show is over",
  "embed.missing": "This show is not here",
  "embed.sound": "Tap for sound",
  "demo.title": "In another page",
  "demo.why": "One script and one tag. The show runs in a sandboxed frame; buying and writing open it in its own tab, where nobody can lay anything over the buttons.",
  "demo.script": "With a script",
  "demo.frame": "Without scripts",
  "demo.copy": "Copy",
  "demo.copied": "Copied",
  "demo.events": "What the page hears",
  "demo.none": "Nothing yet. Events appear here as they come.",
  "demo.allow": "Sites that may show it are named in SHOWFLOOR_EMBED_ORIGINS.",
});
