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
    INCLUDED_CIRCLE = "included-circle":
        "The requirements include one another in a circle, and MLflow stops before it loads the model. Remove the line that includes a \
         file once more.";
    INCLUDED_UNREAD = "included-unread":
        "The requirements include more files than are looked at here, or one that cannot be read, so whether all are there cannot be told. \
         Put the requirements into one file.";
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

    // MLflow's switches.
    MODEL_CODE_OFF = "model-code-off":
        "MLFLOW_ALLOW_MODEL_CODE_EXECUTION=false forbids MLflow to run code that comes with a model, and loading this one would. Set it \
         to true if you trust the model.";
    PICKLE_OFF = "pickle-off":
        "MLFLOW_ALLOW_PICKLE_DESERIALIZATION=false forbids MLflow to unpickle, and loading this model would. Save it from code, or set \
         the variable to true if you trust the model.";
    PICKLE_OFF_UNTOLD = "pickle-off-untold":
        "Whether loading this flavor unpickles something depends on files that are not looked at for this. Try it with the switch set.";
    NO_NATIVE_FLAVOR = "no-native-flavor":
        "The model has the flavor python_function alone, and no library of its own to load it with. Use mlflow.pyfunc.load_model.";

    // Signatures.
    SIGNATURE_IS_TEXT = "signature-is-text":
        "The entry signature of the MLmodel is a value and no map, and platforms that look at the signature die of it. Set a signature \
         with mlflow.models.set_signature.";

    // Azure's no-code online endpoints: the scoring script.
    AZURE_NO_INPUTS = "azure-no-inputs":
        "The signature has no inputs, and Azure's scoring script dies of that. Save the model with inputs, or without any signature.";
    AZURE_INPUT_NESTED = "azure-input-nested":
        "Azure's scoring script cannot make a sample of lists, objects, maps or columns of any type. Save the model without a signature \
         for Azure.";
    AZURE_OUTPUT_NESTED = "azure-output-nested":
        "Azure's scoring script cannot describe outputs that are lists, objects, maps or of any type. Declare a plain output instead.";
    AZURE_OUTPUT_DATETIME = "azure-output-datetime":
        "Azure's scoring script dies of an output column that is a date. Declare it as a string.";
    AZURE_TENSOR_DIMENSION = "azure-tensor-dimension":
        "Azure's scoring script makes zeros of a tensor's shape, and a length of -1 stops it anywhere but in the first place. Declare the \
         lengths.";
    AZURE_TENSOR_SHAPE = "azure-tensor-shape":
        "Azure's scoring script cannot describe a tensor of this shape: it has no dimension, or a length that is no whole number. Declare \
         a shape such as (-1, 3).";
    AZURE_TENSOR_DTYPE = "azure-tensor-dtype":
        "Azure's scoring script cannot describe a tensor of this dtype. Declare one of int, float, bool or str.";
    AZURE_NAME_TWICE = "azure-name-twice":
        "Two columns have one name, and Azure's scoring script cannot make a sample of them. Name each column differently.";
    AZURE_COLUMN_NAME = "azure-column-name":
        "A column's name is a list, and Azure's scoring script cannot make a sample of it. Name the columns by texts.";
    AZURE_EXAMPLE = "azure-example":
        "Azure's scoring script takes the saved example for its sample, and dies of one that is neither a table nor an array. Take the \
         example out of the MLmodel.";
    AZURE_EXAMPLE_UNTOLD = "azure-example-untold":
        "The saved example is too large to be read here, so what Azure's scoring script makes of it cannot be told. Save a smaller one.";
    AZURE_PANDAS = "azure-pandas":
        "Without a signature, Azure's scoring script and pandas 3 fail on every request that holds a table. Write pandas<3 into conda.yaml.";
    AZURE_PANDAS_KEPT = "azure-pandas-kept":
        "Azure's scoring script dies of the model with pandas 3 and starts with pandas 2, which conda.yaml asks for. Keep it so.";

    // Azure's no-code online endpoints: the environment.
    AZURE_ENV_CONDA_MISSING = "azure-env-conda-missing":
        "Azure builds the environment from conda.yaml, which is not there. Write one.";
    AZURE_ENV_CONDA_UNREADABLE = "azure-env-conda-unreadable":
        "Azure builds the environment from conda.yaml, which cannot be read. Mend it, or take it from the run's artifacts.";
    AZURE_ENV_MONITORING = "azure-env-monitoring":
        "The environment lacks azureml-ai-monitoring, which Azure's scoring script imports, and the endpoint answers 502. Add it to the \
         pip list of conda.yaml.";
    AZURE_ENV_SERVER = "azure-env-server":
        "The environment lacks azureml-inference-server-http, which serves the model on Azure, and the endpoint answers 502. Add it to \
         the pip list of conda.yaml.";
    AZURE_ENV_SERVER_1_3 = "azure-env-server-1-3":
        "The releases 1.3.0 to 1.3.4 of azureml-inference-server-http import a module that is not there. Ask for another release.";
    AZURE_ENV_PY38 = "azure-env-py38":
        "With Python 3.8 the server's newest release is 1.3, which dies. Ask for azureml-inference-server-http<1.3, or for a newer Python.";
    AZURE_ENV_PYTHON_OLD = "azure-env-python-old":
        "Azure no longer builds an environment with this Python. Save the model again with a newer one.";
    AZURE_ENV_PYTHON_UNTOLD = "azure-env-python-unknown":
        "The conda.yaml names no Python, so which one Azure takes cannot be told. Write python=3.11 or the like into it.";
    AZURE_ENV_MLFLOW_3 = "azure-env-mlflow-3":
        "One pull request of Azure's examples says that MLflow 3 crashes in the no-code container, without a cause; the script started with MLflow \
         3.18.0 when it was tried. If \
         the endpoint answers 502, try mlflow<3.";

    // Unity Catalog.
    UNITY_NO_SIGNATURE = "unity-no-signature":
        "Unity Catalog refuses to register a model without a signature. Save it with infer_signature(X, model.predict(X)).";
    UNITY_NO_OUTPUTS = "unity-no-outputs":
        "Unity Catalog refuses to register a model whose signature has no outputs. Save it with infer_signature(X, model.predict(X)).";
    UNITY_WEIGHTS = "unity-weights":
        "The weights of the transformers model are not in the folder, and registering would fetch them. Save them with the model.";

    // MLServer, in KServe and Seldon.
    MLSERVER_NO_INPUTS = "mlserver-no-inputs":
        "MLServer dies of a signature without inputs. Save the model with inputs and outputs, or without any signature.";
    MLSERVER_NO_OUTPUTS = "mlserver-no-outputs":
        "MLServer dies of a signature without outputs. Save the model with inputs and outputs, or without any signature.";
    MLSERVER_COLUMN_NAME = "mlserver-column-name":
        "MLServer takes only texts for the names of columns. Use X.columns.astype(str) and save the model again.";
    MLSERVER_DTYPE = "mlserver-dtype":
        "MLServer has no data type for this dtype of a tensor. Declare another one.";
    MLSERVER_SHAPE = "mlserver-shape":
        "MLServer takes only whole numbers for the shape of a tensor. Declare one such as (-1, 3).";
    MLSERVER_FLAVOR = "mlserver-flavor":
        "This runtime of MLServer loads the models of one library, and the model is none. Use the runtime for mlflow.";
    MLSERVER_FILE_NAME = "mlserver-file-name":
        "MLServer's runtime for this library looks for a file of a fixed name, which is not in the folder. Give parameters.uri the \
         model's file itself.";

    // Spark.
    SPARK_OUTPUT_DTYPE = "spark-output-dtype":
        "Spark has no column for this dtype of an output tensor. Give spark_udf a result_type.";
    SPARK_OUTPUT_DIMENSIONS = "spark-output-dimensions":
        "An output tensor is a column in Spark only where it has one or two dimensions. Give spark_udf a result_type.";
    SPARK_OUTPUT_ANY = "spark-output-any":
        "An output of any type needs PySpark 4. Give spark_udf a result_type, or use PySpark 4.";
    SPARK_OBJECT_ALONE = "spark-object-alone":
        "A single input column that is an object dies when the function is applied: Spark takes it for the whole table. Add a second column.";
    SPARK_NO_COLUMNS = "spark-no-columns":
        "The signature names no columns, so that the function cannot be called without any. Name the columns in the call.";
    SPARK_OPTIONAL_COLUMN = "spark-optional-column":
        "The signature has optional columns, so that the function cannot be called without any. Name the columns in the call.";
    SPARK_COLUMN_NAME = "spark-column-name":
        "Spark cannot find a column by this name: it is empty, no text, or has dots or backticks out of place. Name the columns in the call.";
    BROKEN_LINK = "broken-link":
        "A link in the folder leads nowhere, and copying the folder fails. Restore what it leads to, or remove it.";

    // SageMaker.
    SAGEMAKER_NO_FLAVORS = "sagemaker-no-flavors":
        "ModelBuilder finds no flavor in the MLmodel. Save the model again.";
    SAGEMAKER_NO_REQUIREMENTS = "sagemaker-no-requirements":
        "ModelBuilder looks for requirements.txt beside the MLmodel, which is not there. Write one.";
    SAGEMAKER_PYTHON_VERSION = "sagemaker-python-version":
        "ModelBuilder wants the python_version of python_function in three parts, as 3.11.7. Write it so in the MLmodel.";
    SAGEMAKER_PYTHON_IMAGE = "sagemaker-python-image":
        "ModelBuilder has no image for this Python. Give it an image_uri.";
    SAGEMAKER_PIN = "sagemaker-pin":
        "ModelBuilder reads the library's version from the first line of requirements.txt that begins with its name, and only in the form \
         name==1.2.3. Write it so.";
    SAGEMAKER_IMAGE = "sagemaker-image":
        "ModelBuilder has no image for this release of the library, or none for this Python. Give it an image_uri.";
    SAGEMAKER_OLDER_IMAGE = "sagemaker-older-image":
        "The image that ModelBuilder takes has another release of the library than the model asks for. Give it an image_uri.";

    // Vertex AI.
    VERTEX_FILE_NAME = "vertex-file-name":
        "The prebuilt containers of Vertex AI look for a file of a fixed name, which is not here. Save the model once more under that name.";
    VERTEX_FLAVOR = "vertex-flavor":
        "Vertex AI has no prebuilt container for this library. Use a container of your own.";
}
