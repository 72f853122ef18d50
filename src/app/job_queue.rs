//! A few jobs at a time; the others wait in a queue.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Models that are read in the background at the same time. While it is read a model takes several times what it keeps:
/// twenty tabs of the last session, all at once, would take that twenty times.
const AT_ONCE: usize = 2;
/// One that does not end, such as on a share that does not answer, holds the others up no longer than this.
const WAIT_AT_MOST: Duration = Duration::from_secs(2);

/// Starts a few jobs at a time. A job that waits has no thread yet: threads that wait would each keep memory of their own.
#[derive(Default)]
pub struct JobQueue {
    jobs: Mutex<Jobs>,
    /// A job ended.
    ended: Condvar,
}

#[derive(Default)]
struct Jobs {
    /// Each starts its job when it is called.
    waiting: VecDeque<Box<dyn FnOnce(Running) + Send>>,
    running: usize,
    /// There is a thread that starts what waits.
    is_served: bool,
}

impl JobQueue {
    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls `start` when its turn has come. The job runs until the [`Running`] that it is given is dropped.
    pub fn add(self: &Arc<Self>, start: impl FnOnce(Running) + Send + 'static) {
        let mut jobs = self.jobs();
        jobs.waiting.push_back(Box::new(start));
        if std::mem::replace(&mut jobs.is_served, true) {
            return;
        }
        drop(jobs);
        let queue = Arc::clone(self);
        if std::thread::Builder::new().name("job queue".to_owned()).spawn(move || queue.serve()).is_err() {
            // Nobody is left to wait: each of them starts, or says that it cannot.
            let mut jobs = self.jobs();
            jobs.is_served = false;
            let waiting = std::mem::take(&mut jobs.waiting);
            jobs.running += waiting.len();
            drop(jobs);
            for start in waiting {
                start(Running(Arc::clone(self)));
            }
        }
    }

    fn serve(self: &Arc<Self>) {
        let mut jobs = self.jobs();
        while let Some(start) = jobs.waiting.pop_front() {
            while jobs.running >= AT_ONCE {
                let (guard, waited) = self.ended.wait_timeout(jobs, WAIT_AT_MOST).unwrap_or_else(PoisonError::into_inner);
                jobs = guard;
                if waited.timed_out() {
                    break;
                }
            }
            jobs.running += 1;
            drop(jobs);
            start(Running(Arc::clone(self)));
            jobs = self.jobs();
        }
        jobs.is_served = false;
    }
}

/// A job that runs, until this is dropped.
pub struct Running(Arc<JobQueue>);

impl Drop for Running {
    fn drop(&mut self) {
        let mut jobs = self.0.jobs();
        jobs.running = jobs.running.saturating_sub(1);
        self.0.ended.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_go_on_at_a_time_and_one_that_hangs_holds_up_no_one_for_long() {
        let queue = Arc::new(JobQueue::default());
        let (sender, started) = std::sync::mpsc::channel();
        for i in 0..5 {
            let sender = sender.clone();
            queue.add(move |running| {
                let _ = sender.send((i, running));
            });
        }
        let soon = |time: Duration| started.recv_timeout(time).ok();
        let (Some((0, first)), Some((1, second))) = (soon(WAIT_AT_MOST), soon(WAIT_AT_MOST)) else { unreachable!("two start at once") };
        assert!(soon(Duration::from_millis(100)).is_none(), "the third waits");
        drop(first);
        let Some((2, third)) = soon(WAIT_AT_MOST / 2) else { unreachable!("its turn has come") };
        // Nobody ends any more.
        let fourth = soon(WAIT_AT_MOST * 2);
        assert!(fourth.as_ref().is_some_and(|(i, _)| *i == 3));
        drop((second, third, fourth));
        assert!(soon(WAIT_AT_MOST / 2).is_some_and(|(i, _)| i == 4));
        // The queue is served anew.
        queue.add(move |running| {
            let _ = sender.send((5, running));
        });
        assert!(soon(WAIT_AT_MOST / 2).is_some_and(|(i, _)| i == 5));
    }
}
