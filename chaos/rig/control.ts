import { createInterface } from 'node:readline';
import { request } from 'undici';

type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';

/** The control API could not do it; 409: what it is about is gone. */
export class ControlRefused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The control API of one simulator, which is never limited and has no faults. */
export class Control {
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** One call. @throws with what it said when it was refused */
  async call(method: Method, path: string, body?: unknown): Promise<unknown> {
    const answer = await request(`${this.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new ControlRefused(answer.statusCode, `${method} ${path}: ${text}`);
    return JSON.parse(text);
  }

  /** An answer of one JSON value per line, while it comes. */
  async *lines(path: string): AsyncGenerator<unknown> {
    const answer = await request(`${this.url}${path}`);
    if (answer.statusCode !== 200)
      throw new ControlRefused(answer.statusCode, `GET ${path}: ${await answer.body.text()}`);
    for await (const text of createInterface({ input: answer.body })) yield JSON.parse(text);
  }
}
