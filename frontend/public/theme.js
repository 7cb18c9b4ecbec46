// Runs before the first paint, so that a chosen theme does not flash the other one. The page's own script takes over.
try {
  const theme = localStorage.getItem('chat:theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // The browser refuses storage: the system's theme it is.
}
