//! The real window in a virtual desktop: opened by argument, by dialog and by drop.
//!
//! Needs Xvfb, openbox, xdotool, dbus, xdg-desktop-portal-gtk, at-spi2-core and weston, which `.ci/run` installs:
//! `cargo test --features desktop --test suite desktop`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use mlmodel_viewer::ui::theme;

use crate::common::{self, Folder};

/// A script of xdotool in a desktop of its own. `$1` is the program, `$2` a model folder, `$3` a place
/// for pictures. Prints what the test looks at.
fn desktop(script: &str, model: &Path, place: &Path) -> Output {
    let helper = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/desktop");
    let wait = r#"
        await() { for _ in $(seq 100); do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done; return 1; }
        # The title as the window manager has it; xdotool's search knows only plain letters.
        called() { [ "$(xdotool getwindowname "$(window)")" = "$1 – MLmodel Viewer" ]; }
        titled() { xdotool search --onlyvisible --name "$1" | grep -q .; }
        window() { xdotool search --onlyvisible --name 'MLmodel Viewer' | head -n 1; }
        open_program() { "$1" "${@:2}" & pid=$!; await titled 'MLmodel Viewer'; xdotool windowactivate --sync "$(window)" 2>/dev/null; }
    "#;
    let home = Folder::new();
    Command::new("bash")
        .arg(helper)
        .args(["bash", "-c", &format!("{wait}\n{script}"), "test"])
        .arg(env!("CARGO_BIN_EXE_mlmodel-viewer"))
        .arg(model)
        .arg(place)
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path().join("config"))
        .env("XDG_CACHE_HOME", home.path().join("cache"))
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn model(name: &str) -> PathBuf {
    common::models().join(name)
}

/// How many colours a picture has: an empty window has a handful.
fn colours(path: &Path) -> usize {
    let picture = image::open(path).unwrap().to_rgb8();
    picture.pixels().map(|p| p.0).collect::<std::collections::HashSet<_>>().len()
}

#[test]
fn by_argument() {
    let place = Folder::new();
    let script = r#"
        open_program "$1" "$2"
        await called sklearn_iris && echo "title: yes"
        sleep 1
        import -window root "$3/shot.png"
        kill $pid; wait $pid; true
    "#;
    let output = desktop(script, &model("3.18.0/sklearn_iris"), place.path());
    assert!(said(&output).contains("title: yes"), "{}", said(&output));
    assert!(colours(&place.path().join("shot.png")) > 200);
}

#[test]
fn by_dialog() {
    let place = Folder::new();
    let script = r#"
        open_program "$1"
        xdotool key --window "$(window)" ctrl+o
        await titled 'Open a model folder' && echo "dialog: yes"
        xdotool windowactivate --sync "$(xdotool search --onlyvisible --name 'Open a model folder' | tail -n 1)"
        sleep 1
        # Out of "recent" first: there GTK lets nothing be chosen.
        xdotool key alt+Home; sleep 0.7
        xdotool key ctrl+l; sleep 0.5
        xdotool type --delay 5 "$2"; sleep 1
        # The first Return may only close the list of completions.
        for _ in 1 2 3; do
          xdotool key Return
          sleep 1
          called xgboost_sklearn && break
        done
        await called xgboost_sklearn && echo "title: yes"
        kill $pid; wait $pid; true
    "#;
    let output = desktop(script, &model("3.18.0/xgboost_sklearn"), place.path());
    assert!(said(&output).contains("dialog: yes") && said(&output).contains("title: yes"), "{}", said(&output));
}

#[test]
fn by_drop() {
    let place = Folder::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/drag_source.py");
    let script = format!(
        r#"
        open_program "$1"
        xdotool windowsize "$(window)" 700 500; xdotool windowmove "$(window)" 500 200; sleep 0.5
        # Debian's own Python: the one that has GTK.
        /usr/bin/python3 '{}' "$2" & source=$!
        await titled 'drag source'; sleep 1
        xdotool mousemove 60 60 mousedown 1; sleep 0.3
        for x in 150 250 400 600 750 800 820; do xdotool mousemove $x 400; sleep 0.2; done
        import -window root "$3/hover.png"
        xdotool mouseup 1
        await called keras_native && echo "title: yes"
        kill $source $pid; wait $pid; true
    "#,
        source.display()
    );
    let output = desktop(&script, &model("3.18.0/keras_native"), place.path());
    assert!(said(&output).contains("title: yes"), "{}", said(&output));
}

#[test]
fn two_models_are_compared_by_argument_and_by_drop() {
    let place = Folder::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/drag_source.py");
    let other = model("3.18.0/pair_nested__v2");
    let script = format!(
        r#"
        open_program "$1" "$2" '{other}'
        await called 'pair_nested__v1 ↔ v2' && echo "compared: yes"
        sleep 1
        import -window root "$3/compare.png"
        xdotool key --window "$(window)" F8
        await called 'pair_nested__v2 ↔ v1' && echo "swapped: yes"
        kill $pid; wait $pid; true
        open_program "$1"
        xdotool windowsize "$(window)" 700 500; xdotool windowmove "$(window)" 500 200; sleep 0.5
        # What was open is closed, so that the drop is seen to open it.
        for _ in 1 2 3; do xdotool key --window "$(window)" ctrl+w; sleep 0.3; done
        /usr/bin/python3 '{source}' '{other}' "$2" & source=$!
        await titled 'drag source'; sleep 1
        xdotool mousemove 60 60 mousedown 1; sleep 0.3
        for x in 150 250 400 600 750 800 820; do xdotool mousemove $x 400; sleep 0.2; done
        xdotool mouseup 1
        await called 'pair_nested__v1 ↔ v2' && echo "dropped: yes"
        kill $source $pid; wait $pid; true
    "#,
        other = other.display(),
        source = source.display()
    );
    let output = desktop(&script, &model("3.18.0/pair_nested__v1"), place.path());
    for word in ["compared: yes", "swapped: yes", "dropped: yes"] {
        assert!(said(&output).contains(word), "{word}: {}", said(&output));
    }
    assert!(colours(&place.path().join("compare.png")) > 200);
}

#[test]
fn a_second_start_hands_its_path_to_the_running_window() {
    let place = Folder::new();
    let script = r#"
        open_program "$1"
        cd "$2/.."
        timeout 20 "$1" "$(basename "$2")" && echo "handed: yes"
        await called sklearn_iris && echo "title: yes"
        echo "windows: $(xdotool search --onlyvisible --name 'MLmodel Viewer' | wc -l)"
        "$1" --new-window & other=$!
        two() { [ "$(xdotool search --onlyvisible --name 'MLmodel Viewer' | wc -l)" = 2 ]; }
        await two && echo "new window: yes"
        kill $pid $other; wait $pid $other; true
        # A program that ended badly leaves its socket behind, and the next start does not mind.
        open_program "$1" "$2"
        await called sklearn_iris && echo "again: yes"
        kill $pid; wait $pid; true
    "#;
    let output = desktop(script, &model("3.18.0/sklearn_iris"), place.path());
    for word in ["handed: yes", "title: yes", "windows: 1", "new window: yes", "again: yes"] {
        assert!(said(&output).contains(word), "{word}: {}", said(&output));
    }
}

#[test]
fn the_first_window_leaves_room_for_a_panel_and_comes_back_where_it_was() {
    let place = Folder::new();
    let script = r#"
        open_program "$1" "$2"
        await called sklearn_iris
        eval "$(xdotool getwindowgeometry --shell "$(window)")"
        # The desktop is 1280 x 800.
        [ "$WIDTH" -le 1280 ] && [ "$HEIGHT" -le 712 ] && echo "fits: yes"
        [ "$X" -ge 0 ] && [ $((X + WIDTH)) -le 1280 ] && [ "$Y" -ge 0 ] && [ $((Y + HEIGHT)) -le 800 ] && echo "inside: yes"
        xdotool windowsize --sync "$(window)" 900 560; xdotool windowmove --sync "$(window)" 120 90; sleep 0.5
        xdotool key --window "$(window)" ctrl+q
        wait $pid
        open_program "$1" "$2"
        await called sklearn_iris
        eval "$(xdotool getwindowgeometry --shell "$(window)")"
        echo "again: $WIDTH $HEIGHT"
        kill $pid; wait $pid; true
    "#;
    let output = desktop(script, &model("3.18.0/sklearn_iris"), place.path());
    for word in ["fits: yes", "inside: yes", "again: 900 560"] {
        assert!(said(&output).contains(word), "{word}: {}", said(&output));
    }
}

#[test]
fn on_wayland_where_there_is_no_x_server() {
    let (home, place) = (Folder::new(), Folder::new());
    // What the program asks of the compositor is told on standard error: its title, and each picture that is to be shown.
    let script = r#"
        cd "$3"
        WAYLAND_DEBUG=client "$1" "$2" 2>asked & pid=$!
        for _ in $(seq 200); do grep -q 'set_title("sklearn_iris – MLmodel Viewer")' asked && break; sleep 0.1; done
        for _ in $(seq 20); do
            sleep 1
            rm -f wayland-*.png
            weston-screenshooter
            [ "$(identify -format %k wayland-*.png)" -gt 200 ] && break
        done
        kill -0 $pid && echo "runs: yes"
        kill $pid; wait $pid; true
    "#;
    let output = Command::new("bash")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/wayland"))
        .args(["bash", "-c", script, "test"])
        .arg(env!("CARGO_BIN_EXE_mlmodel-viewer"))
        .arg(model("3.18.0/sklearn_iris"))
        .arg(place.path())
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path().join("config"))
        .env("XDG_CACHE_HOME", home.path().join("cache"))
        .output()
        .unwrap();
    let asked = std::fs::read_to_string(place.path().join("asked")).unwrap();
    assert!(said(&output).contains("runs: yes"), "{}\n{asked}", said(&output));
    for request in ["set_app_id(\"mlmodel-viewer\")", "set_title(\"sklearn_iris – MLmodel Viewer\")"] {
        assert!(asked.contains(request), "{request} is not in\n{asked}");
    }
    let mut shots = std::fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().path());
    let shot = shots.find(|path| path.extension().is_some_and(|ending| ending == "png")).unwrap();
    assert!(colours(&shot) > 200);
    // The model is on it: the green ground of "Complete", "double" in the colour of real numbers, and the window's own ground.
    let shot = image::open(&shot).unwrap().to_rgb8();
    let count = |colour: egui::Color32| shot.pixels().filter(|pixel| pixel.0[..] == colour.to_array()[..3]).count();
    let holds = |palette: &theme::Palette| count(palette.ok_surface) > 500 && count(palette.real) > 30 && count(palette.surface) > 300_000;
    assert!(holds(&theme::DARK) || holds(&theme::LIGHT), "the picture lacks the model");
}

/// What a screen reader is asked with: `names` prints all that it finds, `says` waits until a line holds the words.
fn screen_reader() -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/accessible_names.py");
    format!(
        r#"
        dbus-send --session --print-reply --dest=org.a11y.Bus /org/a11y/bus org.freedesktop.DBus.Properties.Set \
          string:org.a11y.Status string:IsEnabled variant:boolean:true >/dev/null
        names() {{ /usr/bin/python3 '{}'; }}
        holds() {{ names | grep -F -- "$1"; }}
        says() {{ await holds "$1" && echo "says $1"; }}
        "#,
        script.display()
    )
}

#[test]
fn a_screen_reader_finds_a_model_the_library_and_a_comparison() {
    let place = Folder::new();
    common::lesson_store(place.path());
    let other = model("3.18.0/pair_nested__v2");
    let script = format!(
        r#"{reader}
        open_program "$1" "$2"
        says 'page tab: Tab pair_nested__v1'
        says 'list: Columns and tensors'
        says 'list: MLmodel entries'
        says 'page tab: Deploy'
        xdotool key F1
        says 'dialog: Keyboard shortcuts'
        kill $pid; wait $pid
        open_program "$1" --new-window "$3/mlruns"
        says 'list: Models'
        says 'entry: Filter models'
        says 'table row: diabetes 2, sklearn, calm_garden, 1 file missing'
        says 'toggle button: Sort by created, utc, descending'
        kill $pid; wait $pid
        open_program "$1" --new-window "$2" '{other}'
        says 'list: Differences'
        says 'heading: Inputs: '
        kill $pid; wait $pid; true
    "#,
        reader = screen_reader(),
        other = other.display()
    );
    let output = desktop(&script, &model("3.18.0/pair_nested__v1"), place.path());
    let text = said(&output);
    let asked = script.lines().filter_map(|line| line.trim().strip_prefix("says '")?.strip_suffix('\''));
    let missing: Vec<&str> = asked.filter(|words| !text.contains(&format!("says {words}"))).collect();
    assert!(missing.is_empty(), "{missing:#?} {text}");
}

#[test]
fn runs_are_browsed_with_the_keyboard() {
    let store = crate::curves::store();
    let script = format!(
        r#"{reader}
        press() {{ xdotool key --window "$(window)" "$@"; sleep 0.4; }}
        write() {{ xdotool type --window "$(window)" --delay 20 "$1"; sleep 0.5; }}
        open_program "$1" --new-window "$2/mlruns"
        says 'list: Models'
        # A metric as a column.
        press ctrl+f; press Tab; press space; write 'loss'; press Return; press Escape
        says 'push button: Columns: 1 of what was logged'
        says 'toggle button: Sort by loss'
        # Two of three experiments have a run as good as this.
        press ctrl+f; write 'loss < 0.15'; press Down
        says 'of 7 models'
        # Two of them, and their curves.
        press shift+Down; press ctrl+shift+g
        says 'push button: Metric: loss'
        says 'list: Runs'
        press Escape
        # One of them, compared with another that is found by some letters.
        press Down; press Up; press Return; sleep 1
        press ctrl+d
        says ': Find a model'
        write 'bldfinch'; press Return
        says 'list: Differences'
        kill $pid; wait $pid; true
    "#,
        reader = screen_reader()
    );
    let output = desktop(&script, store.path(), store.path());
    let text = said(&output);
    let asked = script.lines().filter_map(|line| line.trim().strip_prefix("says '")?.strip_suffix('\''));
    let missing: Vec<&str> = asked.filter(|words| !text.contains(&format!("says {words}"))).collect();
    assert!(missing.is_empty(), "{missing:#?} {text}");
}
