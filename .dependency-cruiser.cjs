// The arrows between the rooms: notebooks -> lib; scripts -> lib where needed; lib never imports scripts.
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'lib-never-imports-scripts',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(scripts|test|notebooks)/' },
    },
    {
      name: 'kernel-does-not-import-lib-or-the-runner',
      severity: 'error',
      from: { path: '^scripts/kernel/' },
      to: { path: '^(lib|scripts/(runner|report|verify|lab|commands|grading))/' },
    },
    {
      name: 'jupyter-knows-no-other-room',
      severity: 'error',
      from: { path: '^scripts/jupyter/' },
      to: { path: '^(lib|scripts/(kernel|runner|report|verify|lab|commands|grading|setup))/' },
    },
    {
      name: 'runner-reaches-kernels-through-the-wire',
      severity: 'error',
      from: { path: '^scripts/runner/' },
      to: { path: '^(lib|scripts/(kernel|report|verify|lab|commands|grading))/' },
    },
    {
      name: 'check-reads-notebooks-only',
      severity: 'error',
      from: { path: '^scripts/check/' },
      to: { path: '^(lib|scripts/(kernel|runner|report|commands|grading|setup))/' },
    },
    {
      name: 'report-reads-results-only',
      severity: 'error',
      from: { path: '^scripts/report/' },
      to: { path: '^(lib|scripts/(kernel|verify|lab|commands|grading|setup))/' },
    },
    {
      name: 'report-knows-only-the-result-of-a-run',
      severity: 'error',
      from: { path: '^scripts/report/' },
      to: { path: '^scripts/runner/(?!result)' },
    },
    {
      name: 'verify-compares-notebooks-and-runs-nothing',
      severity: 'error',
      from: { path: '^scripts/verify/' },
      to: { path: '^(lib|scripts/(kernel|report|lab|check|commands|grading|setup))/' },
    },
    {
      name: 'verify-knows-only-the-result-of-a-run',
      severity: 'error',
      from: { path: '^scripts/verify/' },
      to: { path: '^scripts/runner/(?!result)' },
    },
    {
      name: 'lab-runs-nothing-itself',
      severity: 'error',
      from: { path: '^scripts/lab/' },
      to: { path: '^scripts/(runner|report|commands|grading|setup)/' },
    },
    {
      name: 'grading-runs-no-kernels',
      severity: 'error',
      from: { path: '^scripts/grading/' },
      // Of the kernel it takes only how cells share their variables.
      to: { path: '^scripts/(kernel/(?!variables)|commands|setup|lab|verify)/?' },
    },
    {
      name: 'grading-takes-types-of-lib-and-what-tests-earn',
      severity: 'error',
      from: { path: '^scripts/grading/' },
      to: {
        path: '^lib/(?!index|exercise/|display/mime|data/files/folders|backend/compiled-cache)',
      },
    },
    {
      name: 'what-runs-beside-the-student-knows-little',
      severity: 'error',
      from: { path: '^scripts/grading/(student|remote)/' },
      to: { path: '^scripts/(?!grading/(student|remote)/|kernel/variables)' },
    },
    {
      name: 'the-examiner-never-sees-the-student',
      severity: 'error',
      from: { path: '^scripts/grading/examiner/' },
      to: { path: '^scripts/grading/(?!examiner/|remote/)' },
    },
    {
      name: 'only-the-kernel-knows-tslab',
      severity: 'error',
      from: { pathNot: '^(scripts|test/scripts)/kernel/' },
      to: { path: 'node_modules/(tslab|@tslab)/' },
    },
    {
      name: 'tests-are-leaves',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(dist|out)/' },
  },
};
