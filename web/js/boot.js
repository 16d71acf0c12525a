/* Before the first paint: sets the theme and the language on <html>, and asks for the page's words early. A classic script, so that it blocks. */
(() => {
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search);
  const systemLight = matchMedia("(prefers-color-scheme: light)");

  /** Storage may be blocked; then nothing is remembered and the defaults hold. */
  const remembered = (/** @type {string} */ key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };

  const theme = asked.get("theme") ?? remembered("showfloor.theme") ?? "dark";
  const paint = () =>
    (root.dataset.theme = theme === "light" || (theme === "system" && systemLight.matches) ? "light" : "dark");
  paint();
  if (theme === "system") systemLight.addEventListener("change", paint);

  const wanted = [asked.get("lang"), remembered("showfloor.language"), ...navigator.languages];
  root.lang = wanted.map((tag) => tag?.slice(0, 2).toLowerCase()).find((tag) => tag === "en" || tag === "ru") ?? "en";

  const areas = document.currentScript?.dataset.words?.split(" ") ?? [];
  for (const area of ["common", ...areas]) {
    const link = document.createElement("link");
    link.rel = "modulepreload";
    link.href = `/static/js/i18n/${root.lang}/${area}.js`;
    document.head.append(link);
  }

  // Afterwards a page without a network says so in our words (js/service-worker.js); not every browser allows it.
  addEventListener("load", () => void navigator.serviceWorker?.register("/service-worker.js").catch(() => {}));
})();
