//! The dialog with the curves of a metric.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::App;
use super::job_error::{JobError, SaveError};
use super::reports::{with_ending, write_file};
use super::update::Update;
use crate::library::{History, LoggedKind, Order, Subject, Trace, read_history};
use crate::present::Table;
use crate::present::curve::{CurveRun, CurvesAsked};
use crate::print::table;
use crate::reading::Model;
use crate::ui::state::Content;
use crate::ui::{Action, CurvesDialog, HistoryState};

impl App {
    /// Shows the curve of a metric of the active model, or of both models of the active comparison.
    pub(super) fn show_curve(&mut self, metric: String) {
        let models: Vec<&Model> = match self.window.active_tab().map(|tab| &tab.content) {
            Some(Content::Loaded(loaded)) => vec![&loaded.model],
            Some(Content::Pair(pair)) => pair.diff.compared.models().map(AsRef::as_ref).collect(),
            _ => Vec::new(),
        };
        let letters = if models.len() > 1 { &["A", "B", "C", "D", "E", "F", "G", "H"][..] } else { &[] };
        let traces = models.iter().enumerate().filter_map(|(i, model)| Some((letters.get(i), *model, model.trace.as_ref()?)));
        let (mut runs, mut metrics) = (Vec::new(), BTreeSet::new());
        for (letter, model, trace) in traces {
            metrics.extend(trace.values().metrics.iter().map(|metric| metric.key.clone()));
            runs.extend(run_of(model, trace, letter.copied()));
        }
        self.show_curves(CurvesAsked { runs, metrics: metrics.into_iter().collect(), metric });
    }

    /// Shows the curves of the models and runs that are chosen in the library: of the metric that is sorted by, or is shown first.
    pub(super) fn show_chosen_curves(&mut self) {
        let library = &self.window.library;
        let chosen: Vec<_> = library.chosen_subjects().collect();
        let (mut runs, mut experiments, mut metrics) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        for (place, subject) in chosen {
            let logged = place.logged.columns().iter().filter(|column| column.key.kind == LoggedKind::Metric);
            metrics.extend(logged.filter(|column| place.logged.value_in(column, subject).is_some()).map(|column| column.key.name.clone()));
            let name = match subject {
                Subject::Run(_) | Subject::Absent(_) => subject.name().to_owned(),
                Subject::Model(_) => name_beside(subject.name(), subject.run_name()),
            };
            let owner = subject.run_id().or(subject.model_id());
            experiments.extend(owner.zip(subject.experiment()));
            runs.extend(owner.map(|owner| CurveRun { name, owner: owner.to_owned(), stores: place.run_stores.clone() }));
        }
        let sorted_by = if let Order::Logged(key) = &library.view.sorting.by { Some(key) } else { None };
        let shown =
            sorted_by.into_iter().chain(library.shown_keys()).find(|key| key.kind == LoggedKind::Metric && metrics.contains(&key.name));
        let metric = shown.map(|key| key.name.clone()).or_else(|| metrics.first().cloned());
        // Several models of one run have one curve.
        let mut seen = BTreeSet::new();
        runs.retain(|run| seen.insert(run.owner.clone()));
        tell_apart(&mut runs, &experiments);
        self.show_curves(CurvesAsked { runs, metrics: metrics.into_iter().collect(), metric: metric.unwrap_or_default() });
    }

    /// Opens the dialog with the curves of what was asked for, in place of one that is open; tells where there is nothing to show.
    pub(super) fn show_curves(&mut self, asked: CurvesAsked) {
        self.close_curves();
        if asked.runs.is_empty() || asked.metrics.is_empty() {
            self.notice(crate::checks::Severity::Note, "No metric was logged to what is chosen, or its store is not known.");
            return;
        }
        let number = self.next_id;
        self.next_id += 1;
        self.window.dialogs.curves = Some(CurvesDialog::new(number, asked));
        self.read_curves();
    }

    /// Reads the histories that the dialog shows and that are not known.
    pub(super) fn read_curves(&mut self) {
        let Some(dialog) = &mut self.window.dialogs.curves else { return };
        let (number, metric, progress) = (dialog.number, dialog.metric.clone(), dialog.progress.clone());
        let missing = dialog.begin_reading();
        if missing.is_empty() {
            return;
        }
        let runs: Vec<usize> = missing.iter().map(|(run, _)| *run).collect();
        let failed = {
            let metric = metric.clone();
            move |error: JobError| Update::Histories {
                number,
                metric,
                read: runs.into_iter().map(|run| (run, Err(error.to_string()))).collect(),
            }
        };
        let worker = self.worker.clone();
        self.worker.start("histories", failed, move || {
            for (run, subject) in missing {
                if progress.is_cancelled() {
                    break;
                }
                let history = read_history(&subject.stores, &subject.owner, &metric).map_err(|why| why.to_string());
                worker.send(Update::Histories { number, metric: metric.clone(), read: vec![(run, history)] });
            }
            Update::Nothing
        });
    }

    /// Shows histories that were read, unless the dialog was closed since.
    pub(super) fn take_histories(&mut self, number: u64, metric: &str, read: Vec<(usize, Result<History, String>)>) {
        let Some(dialog) = self.window.dialogs.curves.as_mut().filter(|dialog| dialog.number == number) else { return };
        for (run, history) in read {
            let state = history.map_or_else(HistoryState::Failed, |history| HistoryState::Ready(Arc::new(history)));
            dialog.take(run, metric, state);
        }
    }

    /// Closes the dialog; what is still being read for it is stopped.
    pub(super) fn close_curves(&mut self) {
        if let Some(dialog) = self.window.dialogs.curves.take() {
            dialog.progress.cancel();
        }
    }

    /// Copies every value that the dialog shows, a row for each step.
    pub(super) fn copy_curves(&mut self) {
        let Some(dialog) = &mut self.window.dialogs.curves else { return };
        let numbers = dialog.numbers();
        self.worker.start(
            "copy curves",
            |error| Update::trouble(&error),
            move || {
                let table: Table = numbers.table();
                Update::ListWritten { rows: table.rows.len(), text: table::tsv(&table) }
            },
        );
    }

    /// Asks the window for a picture of itself, to be saved.
    pub(super) fn picture_curves(&self, ctx: &egui::Context) {
        let Some(rect) = self.window.dialogs.curves.as_ref().and_then(|dialog| dialog.picture) else { return };
        let (worker, scale) = (self.worker.clone(), ctx.pixels_per_point());
        ctx.request_screenshot(move |window| {
            // The window may be smaller by now, and the picture takes no part beyond it.
            #[expect(clippy::cast_precision_loss, reason = "points on a screen")]
            let size = window.size.map(|side| (side as f32 / scale).floor());
            let seen = rect.intersect(egui::Rect::from_min_size(egui::Pos2::ZERO, size.into()));
            if seen.width() >= 1.0 && seen.height() >= 1.0 {
                worker.send(Update::Picture(window.region(&seen, Some(scale))));
            }
        });
    }

    /// The picture was taken: where it goes is asked.
    pub(super) fn take_picture(&mut self, picture: egui::ColorImage) {
        self.picture = Some(picture);
        self.actions.push(Action::AskForPicture);
    }

    /// What the file of the picture would be called.
    pub(super) fn name_of_picture(&self) -> String {
        self.window.dialogs.curves.as_ref().map(|dialog| dialog.metric.clone()).unwrap_or_default()
    }

    /// Writes the picture that was taken.
    pub(super) fn save_picture(&mut self, path: PathBuf) {
        let Some(picture) = self.picture.take() else { return };
        let failed = |error: JobError| Update::ReportSaved(Err(error.into()));
        self.worker.start("save picture", failed, move || Update::ReportSaved(write_picture(path, &picture)));
    }
}

/// The name of a run among others: with that of the model where they differ.
fn name_beside(model: &str, run: Option<&str>) -> String {
    match run {
        Some(run) if run != model => format!("{run} · {model}"),
        _ => model.to_owned(),
    }
}

/// Adds the experiment where several have one name.
fn tell_apart(runs: &mut [CurveRun], experiments: &BTreeMap<&str, &str>) {
    let told = |run: &CurveRun| (run.name.clone(), experiments.get(run.owner.as_str()).copied());
    let all: Vec<(String, Option<&str>)> = runs.iter().map(told).collect();
    for (i, run) in runs.iter_mut().enumerate() {
        // Where it is the same one it tells nothing.
        let is_other = |(name, experiment): &(String, Option<&str>)| *name == all[i].0 && *experiment != all[i].1;
        if let Some(experiment) = all[i].1.filter(|_| all.iter().any(is_other)) {
            run.name = format!("{} · {experiment}", run.name);
        }
    }
}

/// The run that made a model, or the logged model itself.
fn run_of(model: &Model, trace: &Trace, letter: Option<&str>) -> Option<CurveRun> {
    let owner = trace.run.as_ref().map(|run| run.id.clone()).or_else(|| trace.logged.as_ref().map(|logged| logged.id.clone()))?;
    let name = name_beside(&model.name, model.run_name());
    let name = letter.map_or_else(|| name.clone(), |letter| format!("{letter}  {name}"));
    Some(CurveRun { name, owner, stores: vec![trace.store.clone()] })
}

fn write_picture(path: PathBuf, picture: &egui::ColorImage) -> Result<PathBuf, SaveError> {
    let is_png = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("png"));
    let path = if is_png { path } else { with_ending(&path, "png") };
    match encoded(picture) {
        Ok(bytes) => write_file(path, &[], &bytes),
        Err(error) => Err(SaveError::NotWritten { path, error }),
    }
}

/// As PNG.
fn encoded(picture: &egui::ColorImage) -> std::io::Result<Vec<u8>> {
    let size = picture.size.map(|side| u32::try_from(side).unwrap_or(0));
    let bytes: Vec<u8> = picture.pixels.iter().flat_map(egui::Color32::to_srgba_unmultiplied).collect();
    let image = image::RgbaImage::from_raw(size[0], size[1], bytes);
    let image = image.ok_or_else(|| std::io::Error::other("the window gave no picture"))?;
    let mut png = std::io::Cursor::new(Vec::new());
    image.write_to(&mut png, image::ImageFormat::Png).map_err(std::io::Error::other)?;
    Ok(png.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_one_name_have_their_experiment_beside_it() {
        let run = |owner: &str, name: &str| CurveRun { name: name.to_owned(), owner: owner.to_owned(), stores: Vec::new() };
        let mut runs = [run("1", "model"), run("2", "model"), run("3", "other"), run("4", "model")];
        tell_apart(&mut runs, &BTreeMap::from([("1", "churn"), ("2", "credit"), ("3", "credit")]));
        assert_eq!(runs.map(|run| run.name), ["model · churn", "model · credit", "other", "model"]);
        let mut same = [run("1", "model"), run("2", "model")];
        tell_apart(&mut same, &BTreeMap::from([("1", "churn"), ("2", "churn")]));
        assert_eq!(same.map(|run| run.name), ["model", "model"]);
    }

    #[test]
    fn a_picture_is_written_as_png_where_its_name_says_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let picture = egui::ColorImage::new([2, 1], vec![egui::Color32::RED, egui::Color32::BLUE]);
        let path = write_picture(folder.path().join("auc"), &picture).unwrap();
        assert_eq!(path.extension().and_then(|end| end.to_str()), Some("png"));
        let read = image::open(&path).unwrap().to_rgba8();
        assert_eq!((read.dimensions(), read.get_pixel(1, 0).0), ((2, 1), [0, 0, 255, 255]));
        assert!(write_picture(PathBuf::from("/nowhere/auc.png"), &picture).is_err());
    }
}
