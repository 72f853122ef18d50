//! The codes of the verdict's reasons: one for each rule, the candidate compared with the baseline.

crate::mlmodel::codes! {
    // Whether the candidate can be loaded at all.
    CANDIDATE_ARTIFACT_MISSING = "candidate-artifact-missing":
        "A file that loading the candidate needs is missing or damaged, so it can replace nothing. Copy the file from the run's \
         artifacts, or download the candidate again.";
    CANNOT_LOAD = "cannot-load":
        "Something in the candidate's MLmodel stops MLflow, so it cannot be loaded. See what the findings of the candidate say, and \
         save it again.";
    LOADS_NOW = "loads-now": "The baseline could not be loaded, and the candidate can. Nothing needs to be done.";
    NATIVE_ARTIFACT_MISSING = "native-artifact-missing":
        "The candidate lacks a file that only its own library reads; mlflow.pyfunc loads it all the same. Copy the file if the model \
         is loaded with that library.";

    CANDIDATE_FILE_CONTRADICTS = "candidate-file-contradicts":
        "The candidate's own file was trained on other columns than its signature declares, so that requests that fit the signature \
         may fail in the model. See what the findings of the candidate say.";

    // The flavors.
    PYFUNC_REMOVED = "pyfunc-removed":
        "The candidate has no python_function flavor any more, so it can be neither served nor loaded with mlflow.pyfunc. Save it \
         with python_function.";
    PYFUNC_ADDED = "pyfunc-added":
        "The candidate has a python_function flavor, which the baseline had not, so it can be served. Nothing needs to be done.";
    PREDICT_FN = "predict-fn":
        "Another method of the model is called, so the answer is another one: predict_proba returns probabilities, predict does not. \
         Save the candidate with the predict_fn of the baseline, or tell its callers.";
    LOADER_KIND = "loader-kind":
        "The loader takes and returns another kind of message, as chat models and agents do. Tell callers, or save the candidate as \
         the same kind of model.";
    LOADER_MODULE = "loader-module": "Another module loads the candidate, and callers call predict as before. Nothing needs to be done.";
    STREAM_REMOVED = "stream-removed":
        "The candidate cannot stream its answers, and the baseline could. Check whether callers use predict_stream.";
    TASK = "task":
        "The model serves another task, so requests and answers have another form. Tell callers, or save the candidate for the same \
         task.";
    TYPE_HINTS_ON = "type-hints-on":
        "Requests are checked against the type hints of the candidate's predict, which takes fewer forms of a request. Send the data \
         under \"inputs\", or save the candidate without type hints.";
    TYPE_HINTS_OFF = "type-hints-off":
        "Requests are checked against the signature and no longer against type hints. Try a request of each kind that callers send.";
    FLAVOR_REMOVED = "flavor-removed":
        "The candidate lacks a flavor, so callers who load it with that library cannot any more. Check whether anybody does, or load \
         it with mlflow.pyfunc.";
    FLAVOR_ADDED = "flavor-added": "The candidate has one more flavor, and so one more way to load it. Nothing needs to be done.";
    CANDIDATE_RUNS_CODE = "candidate-runs-code":
        "Loading the candidate runs Python files of its own, and the baseline had none. Read them before it is deployed.";

    // What a deployment needs.
    ENV_VAR_ADDED = "env-var-added":
        "The candidate was saved with an environment variable that the baseline did not need. Set it where the model is deployed.";
    RESOURCE_ADDED = "resource-added":
        "The candidate uses a Databricks resource that the baseline did not use. Give the deployment access to it.";
    PYTHON_VERSION = "python-version":
        "The candidate was saved with another version of Python, and a pickle may not load under the old one. Build the environment \
         anew.";
    MLFLOW_MAJOR = "mlflow-major":
        "The candidate was saved with another major release of MLflow, and a server of the old one may not read it. Build the \
         environment anew, and load the candidate there once.";
    PACKAGE_MAJOR = "package-major":
        "The candidate asks for another major release of a package, which may behave differently. Read that package's release notes, \
         and compare a few predictions.";
    PACKAGES = "packages":
        "Packages of the environment changed in smaller ways, and the interface does not depend on them. Build the environment anew \
         before the candidate is deployed.";

    // Whether there is a signature to judge by.
    NO_SIGNATURE_TO_COMPARE = "no-signature-to-compare":
        "At least one of the two models has no signature, so nobody can tell whether callers must change. Add one with \
         mlflow.models.set_signature.";
    SIGNATURE_UNREADABLE = "signature-unreadable":
        "A part of a signature cannot be read, so it cannot be compared. See what the findings of that model say.";
    INPUTS_DECLARED = "inputs-declared":
        "The candidate declares its inputs and the baseline did not, so requests are checked now that were not before. Try a request \
         of each kind that callers send.";
    INPUTS_IN_NEITHER = "inputs-in-neither":
        "Neither model declares its inputs, so nobody can tell what callers may send. Add a signature to the candidate.";
    INPUTS_UNDECLARED = "inputs-undeclared":
        "The candidate no longer declares its inputs, so requests reach it unchecked. Add a signature to the candidate.";
    OUTPUTS_DECLARED = "outputs-declared":
        "The candidate declares its outputs and the baseline did not, so they cannot be compared. Compare a few predictions.";
    OUTPUTS_UNDECLARED = "outputs-undeclared":
        "The candidate no longer declares its outputs, so they cannot be compared. Compare a few predictions, or add them to the \
         signature.";

    // Input columns.
    INPUT_ADDED = "input-added":
        "The candidate requires a column that the baseline did not have, so every old request is refused. Callers must send it, or \
         the candidate must make it optional.";
    INPUT_ADDED_OPTIONAL = "input-added-optional":
        "The candidate has a new optional column, and a value that was ignored under this name before is checked now. Check whether \
         callers send a column of that name.";
    INPUT_ADDED_TO_ONE = "input-added-to-one":
        "The baseline had one column and the candidate has an optional one beside it, so a plain list may be taken in another way. \
         Try a request without column names.";
    INPUT_REMOVED = "input-removed": "The candidate no longer reads a column, and MLflow drops it from requests. Nothing needs to be done.";
    INPUT_NOW_REQUIRED = "input-now-required":
        "A column was optional and is required now, so requests without it are refused. Callers must send it, or the candidate must \
         make it optional.";
    POSITION_NOW_REQUIRED = "position-now-required":
        "A column without a name is required now: where it is left out, the values behind it move up and may be refused. Send a value \
         for every position.";
    INPUT_NOW_OPTIONAL = "input-now-optional": "A column was required and is optional now. Nothing needs to be done.";
    INPUT_TYPE = "input-type":
        "A column has another type, and whether old values are taken depends on the two types and on the kind of caller. Read the \
         reason, and send values of the new type.";
    INPUT_ORDER = "input-order": "The columns stand in another order, and MLflow finds them by name. Nothing needs to be done.";
    INPUT_NAME_TAKEN_FOR_PLACE = "input-name-taken-for-place":
        "MLflow takes a column's name for its place and finds no column there, so it refuses every request (mlflow/mlflow#26069). \
         Name the columns by texts and save the candidate again.";
    INPUT_LOST_TO_NAME = "input-lost-to-name":
        "MLflow takes a column's name for the place of another one, whose values are passed on in its place (mlflow/mlflow#26069). \
         Name the columns by texts and save the candidate again.";
    INPUT_DUPLICATE = "input-duplicate":
        "Two input columns have the same name, so a request cannot say which it means. Give each column a name of its own.";
    POSITION_ADDED = "position-added":
        "The candidate wants more values in a row without names, so old requests carry too few. Callers must send the new value.";
    POSITION_REMOVED = "position-removed":
        "The candidate wants fewer values in a row without names, and MLflow drops those past the last. Nothing needs to be done.";
    NAMES_GIVEN = "names-given": "The columns have names now, and requests without them are refused. Callers must send these names.";
    NAMES_GIVEN_ONE = "names-given-one":
        "The one column has a name now: a plain list over REST is still taken, and other names are not. Callers must send this name.";
    NAMES_GIVEN_OPTIONAL = "names-given-optional":
        "The columns have names now and all are optional, so values without these names are dropped without an error. Callers must \
         send these names.";
    TENSOR_NAMED = "tensor-named":
        "The tensor has a name now: a plain array is still taken, a data frame without this name is not. Send an array, or use this \
         name.";
    NAMES_DROPPED = "names-dropped":
        "The columns have no names any more and are taken by position, so another order or further columns change what is read. Send \
         the columns in the order of the signature.";
    TENSOR_NAMES_DROPPED = "tensor-names-dropped":
        "The tensors have no names any more, so requests that send them by name are refused. Send a plain array.";
    INPUT_KIND = "input-kind":
        "The inputs were columns and are tensors now, or the reverse, so data is handed over in another form. Callers must send the \
         new form.";

    // Forms of a request.
    FORM_CSV = "form-csv": "The candidate has a type that CSV cannot carry, so requests as CSV are refused. Send JSON.";
    FORM_SINGLE = "form-single":
        "An \"inputs\" object of single values is refused where it holds other names than the candidate's columns. Send lists, or a \
         data frame.";
    FORM_LIST = "form-list":
        "A list of lists becomes one array of the first column's type, which the other columns may refuse. Send a data frame.";
    FORM_RECORD = "form-record":
        "An object of names to values is taken in another way, because an array or an object came or went among the columns. Send a \
         data frame.";
    FORM_FRAME = "form-frame": "The tensor has a shape that a data frame does not fill. Send an array.";

    // Below a column: objects, arrays, maps.
    PROPERTY_ADDED = "property-added":
        "An object has a new required property, and values without it are refused. Callers must send it, or the candidate must make \
         it optional.";
    PROPERTY_ADDED_OPTIONAL = "property-added-optional":
        "An object has a new optional property, which values may leave out. Nothing needs to be done.";
    PROPERTY_REMOVED = "property-removed":
        "An object lost a property, and unlike columns unknown properties are refused. Callers must leave it out.";
    PROPERTY_NOW_REQUIRED = "property-now-required":
        "A property was optional and is required now, so values without it are refused. Callers must send it, or the candidate must \
         make it optional.";
    PROPERTY_NOW_REQUIRED_ALONE = "property-now-required-alone":
        "The only property of an optional object is required now, and null and an empty object still pass. Nothing needs to be done.";
    PROPERTY_NOW_OPTIONAL = "property-now-optional": "A property was required and is optional now. Nothing needs to be done.";
    PROPERTY_TYPE = "property-type":
        "A type inside a column is another one, and nested values are checked strictly. Read the reason, and send values of the new \
         type.";

    // Input tensors.
    TENSOR_ADDED = "tensor-added":
        "The candidate requires a tensor that the baseline did not have, so every old request is refused. Callers must send it.";
    TENSOR_REMOVED = "tensor-removed":
        "The candidate no longer reads a tensor, and MLflow drops it from requests. Nothing needs to be done.";
    TENSOR_DTYPE = "tensor-dtype":
        "A tensor has another dtype: over REST values are converted, in Python an array of another dtype is refused. Convert the \
         array before it is sent.";
    TENSOR_RANK = "tensor-rank":
        "A tensor has another number of dimensions, and arrays of the old one are refused. Reshape the array before it is sent.";
    TENSOR_DIMENSION = "tensor-dimension":
        "A dimension of a tensor has another fixed length, and other lengths are refused. Send arrays of the new length.";
    TENSOR_FREED = "tensor-freed": "A dimension of a tensor had a fixed length and takes any length now. Nothing needs to be done.";

    // Inference params.
    PARAM_ADDED = "param-added":
        "The candidate has a new inference param with a default, and a value sent under this name was ignored before and is checked \
         now. Check whether callers send it.";
    PARAM_REMOVED = "param-removed":
        "The candidate lacks an inference param, and a value sent for it is ignored without an error. Check whether callers rely on \
         it.";
    PARAM_DEFAULT = "param-default":
        "An inference param has another default, so calls that do not set it get another value. Set it in the call, or keep the old \
         default.";
    PARAM_TYPE_CHANGED = "param-type-changed":
        "An inference param has another type, and whether old values are taken depends on the two. Read the reason, and send values \
         of the new type.";
    PARAM_SHAPE_CHANGED = "param-shape-changed":
        "An inference param takes a list where it took a single value, or the reverse. Callers must send the new form.";

    // Outputs: declared, and never enforced by MLflow.
    OUTPUT_REMOVED = "output-removed":
        "The candidate no longer returns a column or property that the baseline declared. Callers who read it must change.";
    OUTPUT_ADDED = "output-added":
        "The candidate returns one more column or property, which callers who go by name do not see. Nothing needs to be done.";
    OUTPUT_POSITION_ADDED = "output-position-added":
        "The candidate returns one more value without a name, so the answer has another shape. Check whether callers expect the old \
         one.";
    OUTPUT_TYPE_CHANGED = "output-type-changed":
        "The candidate returns another type than the baseline declared. Read the reason, and check what callers do with the value.";
    OUTPUT_NOW_OPTIONAL = "output-now-optional":
        "The candidate may leave out a column or property that the baseline always returned. Callers must be ready for its absence.";
    OUTPUT_NOW_REQUIRED = "output-now-required":
        "The candidate always returns a column or property that could be absent before. Nothing needs to be done.";
    OUTPUT_ORDER = "output-order":
        "The outputs stand in another order, which callers who go by name do not notice. Check whether a caller goes by position.";
    OUTPUT_NAMES = "output-names":
        "The outputs got, lost or changed their names, which callers who go by position do not notice. Check whether a caller goes by \
         name.";
    OUTPUT_KIND = "output-kind":
        "The outputs were columns and are tensors now, or the reverse, so the answer has another form. Callers must read the new \
         form.";
    OUTPUT_KIND_ALIKE = "output-kind-alike":
        "The output is recorded as a column in one model and as a tensor in the other, as releases of MLflow differ, and the answer \
         is alike. Nothing needs to be done.";
    OUTPUT_RANK = "output-rank": "The answer has another number of dimensions. Callers must read the new form.";
    OUTPUT_DIMENSION = "output-dimension": "A dimension of the answer has another fixed length. Callers must be ready for the new length.";
    OUTPUT_DIMENSION_FREED = "output-dimension-freed":
        "A dimension of the answer had a fixed length and has any length now. Check whether callers rely on the old length.";
    OUTPUT_DIMENSION_FIXED = "output-dimension-fixed":
        "A dimension of the answer had any length and has a fixed one now. Nothing needs to be done.";

    // What did not change, and who cannot call at all.
    SAME = "same": "This part is the same in both models. Nothing needs to be done.";
    OUT_OF_REACH = "out-of-reach":
        "A required column has a type that no JSON can carry, so nobody calls the baseline over REST and nothing can break there. \
         Callers in Python are judged as usual.";
}
