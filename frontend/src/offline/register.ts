/** Registers the service worker. Without one, the page works while there is a network: it is missing in an insecure context. */
export function registerServiceWorker(): void {
  // The development server has no build to keep.
  if (!import.meta.env.PROD || !window.isSecureContext) return;
  // After the page, so that the page's own requests come first.
  window.addEventListener('load', () => void register());
}

async function register(): Promise<void> {
  try {
    await navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' });
  } catch {
    // Site data is blocked, or the server cannot be reached.
  }
}
