import { readFileSync } from 'node:fs';

/**
 * The most memory this process ever had, in bytes. Not getrusage's maximum, where there is another: on Linux that
 * includes what the process had before it became another program, which is all that its parent has.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html VmHWM
 */
export function peakMemory() {
  if (process.platform !== 'linux') {
    return process.resourceUsage().maxRSS * 1_024;
  }
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(kilobytes) * 1_024;
}
