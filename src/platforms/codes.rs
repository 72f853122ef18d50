//! The codes of the reasons.

crate::mlmodel::codes! {
    // Reading the MLmodel.
    NO_MLMODEL = "no-mlmodel":
        "There is no file MLmodel here, so every platform that asks MLflow refuses the folder. Give it the folder that holds the MLmodel.";
    READER_REFUSES = "reader-refuses":
        "MLflow cannot read the file MLmodel, and with it every platform that asks MLflow refuses the folder. Mend what is named, or \
         take the file from the run's artifacts.";
    READER_UNTOLD = "reader-untold":
        "The file MLmodel could not be read whole here, so whether MLflow reads it cannot be told. Look at what is said of the file.";

    // Loading with mlflow.pyfunc.
    INCLUDED_MISSING = "included-missing":
        "The requirements include a file with -r or -c that is not in the folder, and MLflow stops before it loads the model. Copy the \
         file into the folder.";
    INCLUDED_UNTOLD = "included-untold":
        "The requirements include a file outside of the folder, which may be there on another machine. Copy it into the folder and name \
         it without a path.";
    ARTIFACTS_EXTERNAL = "artifacts-external":
        "The metadata says that the model's files live elsewhere, and MLflow does not load such a folder. Save the model with its files.";
    NO_PYTHON_FUNCTION = "no-python-function":
        "The model has no flavor python_function, which servers load. Save it again with a flavor that has one.";
    NO_LOADER_MODULE = "no-loader-module":
        "The flavor python_function does not say which module loads the model. Save the model again.";
    FEATURE_STORE = "feature-store":
        "The model was packaged by Databricks Feature Store and runs on Databricks only. Use FeatureEngineeringClient.score_batch there.";
    LOADER_NOT_FOUND = "loader-not-found":
        "The module that loads the model is neither one of MLflow's nor in the folder's code. Save the model again with code_paths.";
    DATA_MISSING = "data-missing":
        "The file or folder that python_function loads from is not there. Copy it into the folder, or download the model again.";
    CANNOT_LOAD = "loading-fails":
        "Something that loading needs is not as it should be, so the model starts nowhere. See what is said in Problems.";
    FILE_CONTRADICTS = "file-contradicts":
        "The model's own file and the folder's description contradict one another, so that the model fails on loading or on every \
         request. Log the model again with a signature that is inferred from the training data.";

    // Building the environment.
    ENV_REQUIREMENTS_MISSING = "env-requirements-missing":
        "The environment is described by requirements.txt, which is not there. Write the packages into it before the model is served.";
    ENV_DESCRIPTION_MISSING = "env-description-missing":
        "There is neither a python_env.yaml nor a conda.yaml, so no environment can be built. Write a python_env.yaml.";
    ENV_FILE_UNREADABLE = "env-file-unreadable":
        "A file that describes the environment cannot be read, so none can be built. Take the file from the run's artifacts, or write it \
         anew.";
    ENV_PYTHON_UNPINNED = "env-python-unpinned":
        "The conda.yaml names no single version of Python that MLflow can build a virtualenv with. Pin it, as python=3.11.7.";
}
