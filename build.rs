//! Windows: the icon, version and manifest inside the executable. Elsewhere there is nothing to do.

fn main() {
    println!("cargo::rerun-if-changed=assets/windows");
    if std::env::var_os("CARGO_CFG_TARGET_OS").is_none_or(|system| system != "windows") {
        return;
    }
    let mut resource = winresource::WindowsResource::new();
    resource.set_icon("assets/windows/icon.ico").set_manifest_file("assets/windows/manifest.xml");
    resource.set("ProductName", "MLmodel Viewer").set("FileDescription", "MLmodel Viewer");
    if let Err(error) = resource.compile() {
        // It still runs: without its icon, and blurred on screens of high density.
        println!("cargo::warning=the executable has no icon, version and manifest: {error}");
    }
}
