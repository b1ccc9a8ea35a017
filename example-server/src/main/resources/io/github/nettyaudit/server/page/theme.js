// Before anything is drawn: the theme that was chosen, or that of the system.
(function () {
  let chosen = null;
  try {
    chosen = localStorage.getItem('theme');
  } catch (e) {
    // storage is switched off; the system's theme holds
  }
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
