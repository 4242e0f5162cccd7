// Runs in the process that makes a snapshot: `node --build-snapshot boot.cjs LOADER ROOT MANIFEST`.
// There Node gives a script neither `exports` nor a `require` that knows files, which compiled
// TypeScript needs: all that this one does is to load the loader of the others.
const { readFileSync } = require('node:fs');
const { argv } = require('node:process');
const vm = require('node:vm');

const [, bootFile, loaderFile, projectRoot, manifest] = argv;
const code = `(function (exports, require) {${readFileSync(loaderFile, 'utf8')}\n})`;
const commonjs = {};
vm.runInThisContext(code, { filename: loaderFile })(commonjs, require);
const loader = new commonjs.CommonJsLoader(require);
const { fillHeap } = loader.requireFrom(loaderFile)('./fill-heap');
fillHeap(projectRoot, manifest, () => [bootFile, loaderFile, ...Object.keys(loader.cache)]);
