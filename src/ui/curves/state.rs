//! Whose curves are shown, and how.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::folder::Progress;
use crate::library::History;
use crate::mlmodel::value::python_float;
use crate::present::Table;
use crate::present::curve::{Curve, CurveForm, CurveRun, CurvesAsked, Range, Summary};
use crate::ui::rows::ListView;

/// Curves that are drawn over one another at most: as many as there are colours and marks to tell them apart.
pub const MAX_CURVES: usize = 8;

/// The history of a metric of one run.
#[derive(Clone, Debug)]
pub enum HistoryState {
    Reading,
    Ready(Arc<History>),
    /// Why it could not be read.
    Failed(String),
}

/// The dialog with the curves of a metric.
#[derive(Debug)]
pub struct CurvesDialog {
    /// Tells it from one that was closed.
    pub number: u64,
    pub runs: Vec<CurveRun>,
    /// How many were asked for; more than [`MAX_CURVES`] are not drawn.
    pub asked: usize,
    pub metrics: Vec<String>,
    pub metric: String,
    pub form: CurveForm,
    /// The numbers stand as a table in the place of the plot.
    pub shows_table: bool,
    /// Ends reading when it is closed.
    pub progress: Progress,
    histories: HashMap<(usize, String), HistoryState>,
    drawn: Option<Arc<DrawnCurves>>,
    /// The plot shows all of it again.
    pub(super) resets: bool,
    pub(super) search: String,
    pub(super) table: ListView,
    /// Where the keyboard is in the names.
    pub(super) names: ListView,
    /// How far the table is scrolled sideways, in points.
    pub(super) sideways: f32,
    /// Where plot and names stand on the screen, in points: what is saved as a picture.
    pub picture: Option<egui::Rect>,
}

/// The curves of a metric as they are drawn, by run; nothing for what is not read.
#[derive(Debug)]
pub(super) struct DrawnCurves {
    metric: String,
    form: CurveForm,
    known: usize,
    pub curves: Vec<Option<DrawnCurve>>,
    /// The least and the greatest of both axes, over all of them.
    pub bounds: Option<[Range; 2]>,
    /// The steps of all of them, each once, in order; nothing before they are asked for.
    steps: OnceLock<Vec<i64>>,
}

#[derive(Debug)]
pub(super) struct DrawnCurve {
    pub curve: Curve,
    /// As it was logged, where the other is smoothed.
    pub raw: Option<Curve>,
    pub summary: Summary,
    pub history: Arc<History>,
}

impl CurvesDialog {
    /// Nothing is read yet.
    #[must_use]
    pub fn new(number: u64, asked: CurvesAsked) -> Self {
        let CurvesAsked { mut runs, metrics, metric } = asked;
        let asked = runs.len();
        runs.truncate(MAX_CURVES);
        Self {
            number,
            runs,
            asked,
            metrics,
            metric,
            form: CurveForm::default(),
            shows_table: false,
            progress: Progress::default(),
            histories: HashMap::new(),
            drawn: None,
            resets: true,
            search: String::new(),
            table: ListView::default(),
            names: ListView::default(),
            sideways: 0.0,
            picture: None,
        }
    }

    /// The runs whose history of the metric was never asked for; from now on it is.
    pub fn begin_reading(&mut self) -> Vec<(usize, CurveRun)> {
        let metric = &self.metric;
        let missing = self.runs.iter().enumerate().filter(|(i, _)| !self.histories.contains_key(&(*i, metric.clone())));
        let missing: Vec<(usize, CurveRun)> = missing.map(|(i, run)| (i, run.clone())).collect();
        for (i, _) in &missing {
            self.histories.insert((*i, metric.clone()), HistoryState::Reading);
        }
        missing
    }

    /// A history was read, or could not be. What is known already stays, and of a metric that is shown no more nothing is kept.
    pub fn take(&mut self, run: usize, metric: &str, state: HistoryState) {
        if let Some(known @ HistoryState::Reading) = self.histories.get_mut(&(run, metric.to_owned())) {
            *known = state;
        }
    }

    /// What is known of the metric of a run.
    #[must_use]
    pub fn history(&self, run: usize) -> Option<&HistoryState> {
        self.histories.get(&(run, self.metric.clone()))
    }

    /// Whether some of the metric is still being read.
    #[must_use]
    pub fn is_reading(&self) -> bool {
        (0..self.runs.len()).any(|run| matches!(self.history(run), None | Some(HistoryState::Reading)))
    }

    /// Shows another metric.
    pub fn show(&mut self, metric: String) {
        // One metric of eight runs may be millions of values: the others are not kept.
        self.progress.cancel();
        self.progress = Progress::default();
        self.histories.retain(|(_, known), _| *known == metric);
        self.histories.retain(|_, state| !matches!(state, HistoryState::Reading));
        self.metric = metric;
        self.resets = true;
        self.table = ListView::default();
    }

    /// The curves, made anew where something changed.
    pub(super) fn drawn(&mut self) -> Arc<DrawnCurves> {
        let known = (0..self.runs.len()).filter(|run| matches!(self.history(*run), Some(HistoryState::Ready(_)))).count();
        let before = self.drawn.take().filter(|drawn| drawn.metric == self.metric && drawn.form == self.form && drawn.known == known);
        let drawn = before.unwrap_or_else(|| Arc::new(self.draw(known)));
        self.drawn = Some(Arc::clone(&drawn));
        drawn
    }

    /// All that is shown, to be copied.
    pub fn numbers(&mut self) -> CurveNumbers {
        CurveNumbers { names: self.runs.iter().map(|run| run.name.clone()).collect(), drawn: self.drawn() }
    }

    fn draw(&self, known: usize) -> DrawnCurves {
        let form = self.form;
        let curve = |run: usize| match self.history(run) {
            Some(HistoryState::Ready(history)) => Some(DrawnCurve {
                curve: Curve::of(history, form),
                raw: (form.smoothing > 0.0).then(|| Curve::of(history, CurveForm { smoothing: 0.0, ..form })),
                summary: Summary::of(history),
                history: Arc::clone(history),
            }),
            _ => None,
        };
        let curves: Vec<Option<DrawnCurve>> = (0..self.runs.len()).map(curve).collect();
        let all = curves.iter().flatten().flat_map(|drawn| [drawn.curve.bounds(), drawn.raw.as_ref().and_then(Curve::bounds)]);
        let bounds = all.flatten().reduce(|a, b| [a[0].with(b[0]), a[1].with(b[1])]);
        DrawnCurves { metric: self.metric.clone(), form, known, curves, bounds, steps: OnceLock::new() }
    }
}

/// Every value of a metric.
#[derive(Debug)]
pub struct CurveNumbers {
    names: Vec<String>,
    drawn: Arc<DrawnCurves>,
}

impl CurveNumbers {
    /// A row for each step, a column for each run.
    #[must_use]
    pub fn table(&self) -> Table {
        let headings = std::iter::once("step".to_owned()).chain(self.names.iter().cloned()).collect();
        let value = |run, step| self.drawn.at_step(run, step).map(python_float).unwrap_or_default();
        let row = |step: &i64| std::iter::once(step.to_string()).chain((0..self.names.len()).map(|run| value(run, *step))).collect();
        Table { headings, rows: self.drawn.steps().iter().map(row).collect() }
    }
}

impl DrawnCurves {
    /// The steps of all curves, each once, in order.
    pub fn steps(&self) -> &[i64] {
        self.steps.get_or_init(|| {
            let points = self.curves.iter().flatten().flat_map(|drawn| &drawn.history.points);
            let mut steps: Vec<i64> = points.map(|point| point.step).collect();
            steps.sort_unstable();
            steps.dedup();
            steps
        })
    }

    /// The last value of a run at a step.
    pub fn at_step(&self, run: usize, step: i64) -> Option<f64> {
        let points = &self.curves.get(run)?.as_ref()?.history.points;
        let end = points.partition_point(|point| point.step <= step);
        points.get(end.checked_sub(1)?).filter(|point| point.step == step).map(|point| point.value)
    }
}
