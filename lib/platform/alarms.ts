/** Alarms outlive the worker; a timer does not. */
import { browser } from 'wxt/browser';

export async function setAlarm(name: string, whenMs: number): Promise<void> {
  await browser.alarms.create(name, { when: whenMs });
}

export async function clearAlarm(name: string): Promise<void> {
  await browser.alarms.clear(name);
}

export function onAlarm(listener: (name: string) => void): void {
  browser.alarms.onAlarm.addListener((alarm) => listener(alarm.name));
}
