// Runs in the page of each contestant: from the choice of files until a text says that all is stored.
window.watchRace = (selector, done) => {
  const race = { began: 0, ended: 0 };
  window.race = race;
  const begin = () => {
    race.began = performance.now();
  };
  window.addEventListener("change", begin, { capture: true, once: true });
  // Told of changes, and not looking at each frame: a page that has nothing to draw must not be made to.
  const observer = new MutationObserver(() => {
    const text = document.querySelector(selector)?.textContent ?? "";
    if (race.began === 0 || race.ended > 0 || !done.test(text)) return;
    race.ended = performance.now();
    observer.disconnect();
  });
  observer.observe(document.body, { childList: true, characterData: true, subtree: true });
};
