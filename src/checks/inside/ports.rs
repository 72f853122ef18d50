//! The inputs and outputs of a graph beside those that the signature declares.

use super::super::Severity::Warning;
use super::super::{Finding, codes};
use super::family::Family;
use super::{Compared, quoted};
use crate::inside::{GraphPort, Side};
use crate::mlmodel::Code;
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::{Schema, SpecKind, Tensor};

/// Inputs or outputs.
pub(super) struct PortSide {
    is_input: bool,
    word: &'static str,
    name_code: &'static Code,
}

pub(super) static INPUT: PortSide = PortSide { is_input: true, word: "input", name_code: codes::INPUT_NAME };
pub(super) static OUTPUT: PortSide = PortSide { is_input: false, word: "output", name_code: codes::OUTPUT_NAME };

impl Compared<'_> {
    /// The inputs or outputs of a graph.
    pub(super) fn ports(&self, schema: &Schema, ports: &[GraphPort], side: &PortSide, findings: &mut Vec<Finding>) {
        let names: Vec<String> = ports.iter().map(|port| quoted(&port.name)).collect();
        let listed = clipped(&names.join(", "), 200).into_owned();
        for spec in &schema.specs {
            let name = spec.name.as_ref().and_then(crate::mlmodel::Value::as_text);
            let SpecKind::Tensor(tensor) = &spec.kind else {
                // A table with one input is one array; with several, each column is an input.
                if ports.len() > 1 && side.is_input && name.is_some_and(|name| ports.iter().all(|port| &*port.name != name)) {
                    findings.push(self.no_such_port(name.unwrap_or_default(), side, &listed));
                }
                continue;
            };
            let port = match name {
                Some(name) => ports.iter().find(|port| &*port.name == name),
                None if ports.len() == 1 => ports.first(),
                None => continue,
            };
            match (port, name) {
                (Some(port), _) => self.port(tensor, port, side, findings),
                (None, Some(name)) => findings.push(self.no_such_port(name, side, &listed)),
                (None, None) => {}
            }
        }
    }

    fn no_such_port(&self, name: &str, side: &PortSide, listed: &str) -> Finding {
        let title = format!("{} has no {} called {}", self.name(), side.word, quoted(name));
        self.finding(side.name_code, Warning, title)
            .meaning(format!("Its {}s are {listed}.", side.word))
            .help("Log the model again with a signature that has the names of the graph.")
    }

    fn port(&self, tensor: &Tensor, port: &GraphPort, side: &PortSide, findings: &mut Vec<Finding>) {
        // MLflow hands float64 to a float32 input as float32 (`mlflow/onnx/__init__.py`), and outputs are not checked.
        let is_cast = &*tensor.dtype == "float64" && port.dtype == "float32";
        if side.is_input && *tensor.dtype != port.dtype && !is_cast && is_number(&port.dtype) && is_number(&tensor.dtype) {
            let title = format!("Input {} is {} in the signature and {} in {}", quoted(&port.name), tensor.dtype, port.dtype, self.name());
            findings.push(
                self.finding(codes::INPUT_DTYPE, Warning, title)
                    .meaning("A request that fits the signature does not fit the graph.")
                    .help("Log the model again with a signature of the graph's types."),
            );
        }
        if side.is_input && !fits(tensor, port) {
            let title = format!(
                "Input {} has the shape {} in the signature and another in {}",
                quoted(&port.name),
                tensor.shape_text(),
                self.name()
            );
            findings.push(
                self.finding(codes::INPUT_SHAPE, Warning, title)
                    .meaning("A request that fits the signature does not fit the graph.")
                    .help("Log the model again with a signature of the graph's shapes."),
            );
        }
    }
}

fn is_number(dtype: &str) -> bool {
    Family::of_dtype(dtype).is_some_and(|family| family != Family::Text)
}

/// Whether a declared shape can be one that the graph takes: unknown sides fit all.
fn fits(tensor: &Tensor, port: &GraphPort) -> bool {
    let Some(shape) = &port.shape else { return true };
    tensor.shape.len() == shape.len()
        && tensor.shape.iter().zip(shape).all(|(declared, side)| match (declared, side) {
            (crate::mlmodel::Value::Int(declared), Side::Length(length)) => *declared < 0 || u64::try_from(*declared) == Ok(*length),
            _ => true,
        })
}
