import { EventEmitter } from 'node:events';
import type { Listener } from '../database/listener.ts';

/** A listener whose notifications, losses and returns a test decides. */
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
