import { storeContract } from './contract.ts';
import { openTestStore } from './open.ts';

storeContract('a calm MongoDB', () => openTestStore());
