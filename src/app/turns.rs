//! A few jobs at a time, the others in a line.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Models that are read in the background at the same time. While it is read a model takes several times what it keeps:
/// twenty tabs of the last session, all at once, would take that twenty times.
const AT_ONCE: usize = 2;
/// One that does not end, such as a share that does not answer, holds the others up no longer than this.
const HELD_UP: Duration = Duration::from_secs(2);

/// Starts a few jobs at a time. A job that waits has no thread yet: threads that wait would each keep memory of their own.
#[derive(Default)]
pub struct Turns {
    line: Mutex<Line>,
    ended: Condvar,
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<Box<dyn FnOnce(Turn) + Send>>,
    /// Jobs that go on.
    started: usize,
    /// Somebody starts what waits.
    is_served: bool,
}

impl Turns {
    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets `start` be called when it is its turn, which lasts until the turn it is given is dropped.
    pub fn queue(self: &Arc<Self>, start: impl FnOnce(Turn) + Send + 'static) {
        let mut line = self.line();
        line.waiting.push_back(Box::new(start));
        if std::mem::replace(&mut line.is_served, true) {
            return;
        }
        drop(line);
        let turns = Arc::clone(self);
        if std::thread::Builder::new().name("turns".to_owned()).spawn(move || turns.serve()).is_err() {
            // Nobody is left to wait: each of them starts, or says that it cannot.
            let mut line = self.line();
            line.is_served = false;
            let waiting = std::mem::take(&mut line.waiting);
            line.started += waiting.len();
            drop(line);
            for start in waiting {
                start(Turn(Arc::clone(self)));
            }
        }
    }

    fn serve(self: &Arc<Self>) {
        let mut line = self.line();
        while let Some(start) = line.waiting.pop_front() {
            while line.started >= AT_ONCE {
                let (guard, waited) = self.ended.wait_timeout(line, HELD_UP).unwrap_or_else(PoisonError::into_inner);
                line = guard;
                if waited.timed_out() {
                    break;
                }
            }
            line.started += 1;
            drop(line);
            start(Turn(Arc::clone(self)));
            line = self.line();
        }
        line.is_served = false;
    }
}

/// The turn of a job, which ends with it.
pub struct Turn(Arc<Turns>);

impl Drop for Turn {
    fn drop(&mut self) {
        let mut line = self.0.line();
        line.started = line.started.saturating_sub(1);
        self.0.ended.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_go_on_at_a_time_and_one_that_hangs_holds_up_no_one_for_long() {
        let turns = Arc::new(Turns::default());
        let (sender, started) = std::sync::mpsc::channel();
        for i in 0..5 {
            let sender = sender.clone();
            turns.queue(move |turn| {
                let _ = sender.send((i, turn));
            });
        }
        let soon = |time: Duration| started.recv_timeout(time).ok();
        let (Some((0, first)), Some((1, second))) = (soon(HELD_UP), soon(HELD_UP)) else { unreachable!("two start at once") };
        assert!(soon(Duration::from_millis(100)).is_none(), "the third waits");
        drop(first);
        let Some((2, third)) = soon(HELD_UP / 2) else { unreachable!("its turn has come") };
        // Nobody ends any more.
        let fourth = soon(HELD_UP * 2);
        assert!(fourth.as_ref().is_some_and(|(i, _)| *i == 3));
        drop((second, third, fourth));
        assert!(soon(HELD_UP / 2).is_some_and(|(i, _)| i == 4));
        // The line is served anew.
        turns.queue(move |turn| {
            let _ = sender.send((5, turn));
        });
        assert!(soon(HELD_UP / 2).is_some_and(|(i, _)| i == 5));
    }
}
