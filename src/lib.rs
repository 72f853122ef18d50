//! MLmodel Viewer looks into MLflow model folders. Nothing of a model is executed, changed or sent.
//!
//! # The map
//!
//! Each folder is one room with one job, and uses only the rooms below it:
//!
//! | room | its one job |
//! |---|---|
//! | [`cli`] | arguments and exit codes; one file a command |
//! | [`app`] | the eframe shell: state, commands, background work, settings, dialogs, drops |
//! | [`ui`] | drawing, and nothing else: data by reference in, actions out |
//! | [`print`] | what [`present`] lays out, as text, JSON and Markdown |
//! | [`present`] | what is shown as plain rows and facts, once: for the window, for what is printed and for what is copied |
//! | [`reading`] | one reading: a path becomes a model, two become a comparison |
//! | [`library`] | where models live: folders, `mlruns` stores, sqlite stores, registered versions |
//! | [`compare`] | models side by side: what differs, and whether callers notice |
//! | [`snippets`] | code to load, register, serve and call a model |
//! | [`platforms`] | where a model can run: one file a platform, its rules and its fixes |
//! | [`checks`] | what is wrong with a model: one finding a rule |
//! | [`enforce`] | is this request accepted: MLflow's signature enforcement, for each kind of caller |
//! | [`inside`] | what a model's own files say, without running them: one reader a format |
//! | [`folder`] | one model folder on disk, read once, bounded, read-only |
//! | [`mlmodel`] | the MLmodel format: text in, typed values out |
//!
//! A place of many models is walked through by [`library::scan()`]; [`library::trace_opened`] tells where one model comes from.
//!
//! A folder travels like this: [`reading::Model::read`] reads it on a worker thread, asks the store it lies in and says
//! what is wrong; [`reading::Model::look_inside`] reads the model's own files; [`present`] lays that out as rows; the window draws the rows, and [`print`] writes them.
//!
//! To add a flavor, add one entry to [`mlmodel::flavors::FLAVORS`]; to add a check, one file and one line
//! in [`checks`] and its code in [`checks::codes`]; to add a rule of the verdict, its code in
//! [`compare::rules::codes`] and one line in [`compare::rules`]; to explain a key, one line in [`mlmodel::keys`];
//! to read a kind of model file, one file and one line in [`inside`]; to add a platform, one file and one line in [`platforms`].

pub mod app;
pub mod checks;
pub mod cli;
pub mod compare;
pub mod enforce;
pub mod folder;
pub mod inside;
pub mod library;
pub mod mlmodel;
pub mod platforms;
pub mod present;
pub mod print;
pub mod reading;
pub mod snippets;
pub mod ui;
