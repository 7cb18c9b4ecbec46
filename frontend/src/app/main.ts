import './chat-app.ts';
import { registerServiceWorker } from '../offline/register.ts';

registerServiceWorker();
