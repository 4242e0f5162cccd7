/** Goes through an examination: the student's cells there, the tests here. */
import type { Channel } from '../remote/frame';
import { moduleLoader } from '../remote/load-module';
import { CellSession } from '../remote/run-cell';
import type { Exam, Report, Step } from './exam';
import { FaultRecord } from './faults';
import { runTest, type HiddenState } from './run-test';
import { StudentProcess } from './student-process';

/** Goes through all steps, or up to the one in which the student's process ends. */
export async function examine(
  exam: Exam,
  channel: Channel,
  report: (report: Report) => void,
): Promise<void> {
  // Its first words.
  channel.read();
  report({ type: 'ready' });
  const faults = new FaultRecord();
  const student = new StudentProcess(channel, faults);
  const remote = new Set(exam.remote);
  const hidden: HiddenState = { isHidden: false, wasReached: false };
  let afterHidden = false;
  student.onCall = () => {
    afterHidden ||= hidden.isHidden;
  };
  const session = new CellSession({
    load: moduleLoader(exam.projectRoot),
    outside: (name) => (remote.has(name) ? { value: student.name(name) } : undefined),
    hidden: (isHidden) => {
      hidden.isHidden = isHidden;
      hidden.wasReached ||= isHidden;
    },
  });

  const take = async (step: Step, index: number): Promise<void> => {
    switch (step.kind) {
      case 'student':
        report({ type: 'ran', step: index, outcome: student.run(step.cell), afterHidden });
        return;
      case 'own':
        await session.run(step.cell).catch((error: unknown) => {
          report({ type: 'broken', step: index, message: String(error) });
          throw error;
        });
        return;
      case 'test': {
        const { cell, points } = step;
        const outcome = await runTest(session, cell, points, faults, hidden, (check) => {
          if (!student.hasEnded) report({ type: 'checked', step: index, check });
        });
        student.endTest();
        if (!student.hasEnded) report({ type: 'tested', step: index, outcome });
      }
    }
  };

  for (const [index, step] of exam.steps.entries()) {
    report({ type: 'begun', step: index });
    try {
      await take(step, index);
    } catch (error) {
      if (!student.hasEnded) throw error;
    }
    if (student.hasEnded) {
      report({ type: 'ended', step: index, reason: faults.first ?? '' });
      return;
    }
  }
  report({ type: 'done' });
}
