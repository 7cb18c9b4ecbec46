import { EventEmitter } from 'node:events';
import type { Listener } from '../services/shared/database/listener.ts';

/** A fake Listener whose notifications, losses and recoveries a test controls. */
export class Notifications extends EventEmitter {
  live = true;

  get listener(): Listener {
    return this as unknown as Listener;
  }

  lose(): void {
    this.live = false;
    this.emit('down');
  }

  recover(): void {
    this.live = true;
    this.emit('up');
  }
}
