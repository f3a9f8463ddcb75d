import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { consoleFolder } from '../../api/console.ts';

const FIRST_LOAD_BYTES = 150_000;

it('loads its first page in 150 kB', () => {
  const folder = consoleFolder();
  if (folder === null) throw new Error('npm run build makes the console');
  // Whatever page comes first: at most all of it.
  const files = [`${folder}/index.html`, ...readdirSync(`${folder}/assets`).map((name) => `${folder}/assets/${name}`)];
  const total = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  expect(total).toBeLessThan(FIRST_LOAD_BYTES);
});

it('needs nothing of another host, and nothing inline', () => {
  const folder = consoleFolder();
  if (folder === null) throw new Error('npm run build makes the console');
  const page = readFileSync(`${folder}/index.html`, 'utf8');
  expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc="\/assets\/)/);
  for (const [, address] of page.matchAll(/(?:href|src)="([^"]*)"/g)) expect(address).toMatch(/^\/assets\//);
  for (const name of readdirSync(`${folder}/assets`).filter((file) => file.endsWith('.css'))) {
    expect(readFileSync(`${folder}/assets/${name}`, 'utf8')).not.toMatch(/@import|url\(/);
  }
});
