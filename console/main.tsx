import { render } from 'preact';
import { App } from './app.tsx';
import { apply } from './lib/theme.ts';
import './styles/index.css';

apply();
const root = document.getElementById('console');
if (root !== null) render(<App />, root);
