import { simulate } from '../main/simulator/simulate.ts';
import v8 from 'node:v8';
const N=Number(process.argv[2]);
let snap=false;
const t=setInterval(()=>{ const m=process.memoryUsage(); console.log(Object.entries(m).map(([k,v])=>k+' '+(v/1e6|0)).join(' ')); },3000);
const p=simulate({scenario:'growth',nodes:N,seed:1, progress:(s:string)=>{console.log(s); if(/at rest/.test(s)&&!snap&&process.argv[3]){snap=true; (globalThis as any).gc?.(); console.log('gc', Object.entries(process.memoryUsage()).map(([k,v])=>k+' '+(v/1e6|0)).join(' ')); v8.writeHeapSnapshot('/tmp/h.heapsnapshot');}}} as any);
const r=await p; clearInterval(t); console.log(r.figures);
