//! The codes of the findings.

crate::mlmodel::codes! {
    // What was opened.
    SEVERAL_MODELS = "several-models": "The folder holds more than one model and none at its top. Open one of them.";
    MLMODEL_MISSPELLED = "mlmodel-misspelled":
        "A file is named nearly MLmodel, and MLflow tells capital letters apart. Rename it to MLmodel.";
    MLMODEL_MISSING = "mlmodel-missing":
        "The files of a model are here without the file MLmodel, so nothing tells how to load it. Take that file from the run's \
         artifacts, or download the model again.";
    PLAIN_ARTIFACT = "plain-artifact":
        "What was logged or registered is a file or folder without an MLmodel, so nothing records its input, output or environment. \
         Log it with mlflow.<flavor>.log_model if it is to be loaded or served as a model.";
    NOT_A_MODEL = "not-a-model": "What was opened is no model folder. Open the folder that holds the file MLmodel.";
    OPENED_BELOW = "opened-below":
        "The folder that was given has no MLmodel, and the only model inside it was opened. Give MLflow the path of the model folder \
         itself.";
    OPENED_ABOVE = "opened-above":
        "A file or folder inside a model was given, and the whole model was opened. Give MLflow the path of the model folder itself.";
    OPENED_FROM_COPY = "opened-from-copy":
        "The copy of the MLmodel that MLflow keeps under metadata was given, and the model it belongs to was opened. Give MLflow the \
         path of the model folder itself.";

    // The archive that it lies in.
    FROM_ARCHIVE = "from-archive":
        "The model was read from a zip or tar without unpacking it. MLflow loads folders only: unpack it before MLflow is given the \
         model.";
    ARCHIVE_CUT_OFF = "archive-cut-off":
        "The archive is shorter than it should be, so that files are missing or cannot be read. Download or copy it again.";
    ARCHIVE_HEADERS_DIFFER = "archive-headers-differ":
        "A zip names each of its files twice, and the two differ, so that two programs may unpack different files. Ask where the \
         archive comes from.";
    ARCHIVE_OVERLAPPING = "archive-overlapping":
        "Files of the archive share bytes, as in a small archive that unpacks to a huge folder. Ask where it comes from.";
    ARCHIVE_BOMB = "archive-bomb":
        "The archive, or a file in it, would unpack to far more than is read here. If you know where it comes from, unpack it and open \
         the folder.";
    ARCHIVE_ENCRYPTED = "archive-encrypted":
        "Files of the archive are encrypted and cannot be read. Unpack it with its password, and open the folder.";
    ARCHIVE_PACKING = "archive-packing":
        "Files of the archive are packed in a way that is not read here. Unpack it, and open the folder.";
    ARCHIVE_OUTSIDE = "archive-outside":
        "Names or links in the archive lead out of the folder that it is unpacked into, and are left out. Ask where the archive comes from.";
    ARCHIVE_LINK = "archive-link":
        "The zip holds links, which the Explorer and Python unpack as small text files. Unpack it with a program that knows links, or \
         make it with the links followed.";
    ARCHIVE_SPECIAL = "archive-special":
        "The archive holds devices, pipes or links that cannot be read, which belong to no model. Ask where it comes from.";
    ARCHIVE_TWICE = "archive-twice":
        "The archive holds two files of one name, and programs differ in which one they take. Ask where the archive comes from.";
    ARCHIVE_TOO_MANY = "archive-too-many":
        "The archive holds more files than are read. Check whether it is the right one, or unpack it and open the folder.";

    // The file MLmodel as a whole.
    MLMODEL_TOO_LARGE = "mlmodel-too-large":
        "The file MLmodel is larger, or holds more values, than is read here; a real one has a few kilobytes. Check whether another \
         file was given its name.";
    MLMODEL_NOT_A_FILE = "mlmodel-not-a-file":
        "Something else than a text file has the name MLmodel. If the model lies inside it, open that folder; otherwise download the \
         model again.";
    MLMODEL_BROKEN_LINK = "mlmodel-broken-link":
        "The file MLmodel is a link to something that is not there. Copy the model with its links followed, or restore what the link \
         points to.";
    MLMODEL_OUTSIDE = "mlmodel-outside":
        "The file MLmodel is a link that leads out of the model folder, and nothing outside is read. Open the folder the link points \
         to, or copy the model with its links followed.";
    MLMODEL_UNREADABLE = "mlmodel-unreadable":
        "The system, or the archive it lies in, does not let the file MLmodel be read. Change its permissions, copy it as its owner, check \
         the disk, or unpack the archive.";
    MLMODEL_EMPTY = "mlmodel-empty":
        "The file MLmodel holds nothing, so MLflow finds no model in it. Download the model again, or take the file from the run's \
         artifacts.";
    MLMODEL_ENCODING = "mlmodel-encoding":
        "The file MLmodel is not UTF-8 text, and MLflow cannot read it. Save it again as UTF-8, or take it from the run's artifacts.";
    MLMODEL_SYNTAX = "mlmodel-syntax":
        "The file MLmodel is not valid YAML, so MLflow cannot read any of it. Mend the line that is named, or take the file from the \
         run's artifacts.";
    MLMODEL_NOT_A_MAP = "mlmodel-not-a-map":
        "The file MLmodel is valid YAML and holds no keys with values; often a web page was saved in its place. Download the model \
         again.";

    // What MLflow's YAML reader makes of a value.
    YAML_REFUSED = "yaml-refused":
        "MLflow's YAML reader stops at a value, so the model cannot be loaded. Change that line, or quote its value.";
    YAML_DUPLICATE_KEY = "yaml-duplicate-key":
        "A key stands more than once in one map, and MLflow takes the last without a word. Remove the one that is not meant.";
    YAML_READ_AS = "yaml-read-as":
        "A value is written without quotes and read as a number, which changes how it looks. Quote it if the text is meant.";
    YAML_ALIAS_BOMB = "yaml-alias-bomb":
        "A value is repeated so often through YAML aliases that writing it out would take enormous memory. Check where this file \
         comes from.";
    YAML_RECURSIVE = "yaml-recursive":
        "A value refers to one that contains it; MLflow loads that, and no JSON can hold it. Check where this file comes from.";

    // Flavors.
    FLAVORS_MISSING = "flavors-missing":
        "The MLmodel has no flavors, so nothing tells which library loads the model. Save the model again, or take the MLmodel from \
         the run's artifacts.";
    FLAVORS_NOT_A_MAP = "flavors-not-a-map":
        "The value of flavors is not one entry for each library, so MLflow cannot load the model. Write it as an indented block for \
         each flavor.";
    FLAVORS_EMPTY = "flavors-empty":
        "The list of flavors is empty, so nothing tells which library loads the model. Save the model again with \
         mlflow.<flavor>.save_model.";
    FLAVORS_UNKNOWN = "flavors-unknown":
        "No flavor of the model is one that MLflow ships, so MLflow itself cannot load it. Load it with the library that wrote it, or \
         save it with a python_function flavor.";
    FLAVOR_MISSPELLED = "flavor-misspelled":
        "A flavor has nearly the name of one that MLflow knows, and MLflow does not find it. Rename it as the finding says.";
    FLAVOR_UNUSABLE = "flavor-unusable":
        "The entries of a flavor stop MLflow when it loads the model with that library. Compare them with a model that MLflow wrote \
         for the same library, or save the model again.";
    PYFUNC_MISSING = "pyfunc-missing":
        "The model has no python_function flavor, so it loads only through its own library and cannot be served as usual. Save it \
         again from a model type that writes python_function if it is to be served.";
    PYFUNC_UNUSABLE = "pyfunc-unusable":
        "The entries of python_function stop mlflow.pyfunc, so the model cannot be served. Compare them with a model that MLflow \
         wrote for the same library, or save the model again.";
    MODEL_EXTERNAL = "model-external":
        "The MLmodel says that its files live elsewhere, and MLflow refuses to load it from here. Load it from where it is deployed.";
    NO_SERVER = "no-server":
        "Every server whose rules are known refuses the model as it is. It may still be registered, or run on the platform it was made \
         for: see what stands in the way of each.";

    // Files that the MLmodel names.
    ARTIFACT_MISSING = "artifact-missing":
        "A file or folder that the MLmodel names is not in the model folder. Copy it from the run's artifacts, or download the model \
         again.";
    ARTIFACT_EMPTY = "artifact-empty":
        "A file or folder that the MLmodel names holds nothing, which a broken download or copy leaves behind. Copy it again, or \
         download the model again.";
    ARTIFACT_WRONG_KIND = "artifact-wrong-kind":
        "A file stands where the MLmodel means a folder, or the reverse. Download the model again; a copy may have unpacked or \
         renamed it.";
    ARTIFACT_OUTSIDE = "artifact-outside":
        "The MLmodel names a path outside the model folder, which other machines do not have. Put the file into the model folder and \
         write its relative path.";
    ARTIFACT_LINK_OUTSIDE = "artifact-link-outside":
        "A file that the MLmodel names is a link that leads out of the model folder, and it was not followed. Copy the model with its \
         links followed.";
    ARTIFACT_BROKEN_LINK = "artifact-broken-link":
        "A file that the MLmodel names is a link to something that is not there. Restore what the link points to, or copy the model \
         with its links followed.";
    ARTIFACT_UNREADABLE = "artifact-unreadable":
        "The system does not let a file that the MLmodel names be read. Change its permissions, or copy the model as its owner.";
    ARTIFACT_LFS_POINTER = "artifact-lfs-pointer":
        "A file that the MLmodel names is the small pointer that Git LFS keeps in place of the data. Run git lfs pull in the \
         repository the model comes from.";
    ARTIFACT_CUT_OFF = "artifact-cut-off":
        "A pickle that the MLmodel names lacks its last byte, so its download or copy was cut off. Download or copy it again.";
    ARTIFACT_WEB_PAGE = "artifact-web-page":
        "A file that the MLmodel names is a web page, as a download without a login saves it. Download it again while signed in.";
    ARTIFACTS_MORE = "artifacts-more":
        "More files are not as the MLmodel names them than are described one by one. Look at the list of files, and download the \
         model again.";
    WINDOWS_PATH = "windows-path":
        "Paths in the MLmodel are written with backslashes, which MLflow on Linux and macOS may not find. Write them with / if the \
         model is to be loaded there.";

    // The signature.
    SIGNATURE_MISSING = "signature-missing":
        "The model has no signature, so nobody can tell what goes in and comes out, and requests are not checked. Log it with an \
         input example or infer_signature, or add a signature with mlflow.models.set_signature.";
    SIGNATURE_NOT_A_MAP = "signature-not-a-map":
        "The value of signature is no map: MLflow loads such a model, and neither predicts with it nor serves it. Set a signature with \
         mlflow.models.set_signature.";
    SIGNATURE_EMPTY = "signature-empty":
        "The signature has neither inputs nor outputs nor params, and MLflow refuses such an MLmodel. Remove the key signature, or \
         fill in one of its parts.";
    SIGNATURE_NO_OUTPUTS = "signature-no-outputs":
        "The signature declares no outputs: who reads it cannot tell what the model returns, and Unity Catalog and MLServer refuse \
         it. Declare both with infer_signature.";
    SIGNATURE_NO_INPUTS = "signature-no-inputs":
        "The signature declares no inputs: requests are not checked, and Azure's no-code endpoints and MLServer refuse it. Declare \
         both with infer_signature.";
    SIGNATURE_NAME_TAKEN_FOR_PLACE = "signature-name-taken-for-place":
        "A column has a number or an empty text as its name, which MLflow takes for the column's place (mlflow/mlflow#26069). Name \
         the columns by texts and save the model again.";
    SIGNATURE_NOT_TEXT = "signature-not-text":
        "A part of the signature is not the text that MLflow expects there. Write it as a quoted text that holds JSON.";
    SIGNATURE_NOT_JSON = "signature-not-json":
        "A part of the signature is a text that is not valid JSON. Take it from the run's artifacts; it may have been cut off or \
         edited.";
    SIGNATURE_WRONG_SHAPE = "signature-wrong-shape":
        "A part of the signature is JSON and not a list of columns, tensors or params. Write one object for each of them, in a list.";
    SIGNATURE_EMPTY_PART = "signature-empty-part":
        "A part of the signature is an empty list, which MLflow does not take. Remove that part, or list what goes in or out.";
    SIGNATURE_BAD_SPEC = "signature-bad-spec":
        "An entry of the signature lacks something that every entry has. Compare it with a signature that MLflow wrote.";
    SIGNATURE_UNKNOWN_TYPE = "signature-unknown-type":
        "A column or param has a type that MLflow does not know. Use one of MLflow's types, such as long, double or string.";
    SIGNATURE_UNKNOWN_DTYPE = "signature-unknown-dtype":
        "A tensor has a dtype that numpy does not know. Use a name of numpy's, such as float32.";
    SIGNATURE_BAD_SHAPE = "signature-bad-shape":
        "A shape in the signature is not one that MLflow takes. Write a list of whole numbers, with -1 for any length.";
    SIGNATURE_UNKNOWN_KEY = "signature-unknown-key":
        "An entry of the signature has a key that MLflow does not know, and MLflow refuses it. Remove the key; notes belong into \
         metadata.";
    SIGNATURE_OPTIONAL_KEY = "signature-optional-key":
        "The signature uses the key \"optional\" of MLflow 2.4 to 2.9, which later releases refuse. Write \"required\": false in its \
         place, or load the model with MLflow 2.17 or older.";
    SIGNATURE_MIXED_NAMES = "signature-mixed-names":
        "Some entries of the signature have names and others have none, and MLflow refuses the mixture. Name all of them, or none.";
    SIGNATURE_MIXED_KINDS = "signature-mixed-kinds":
        "The signature describes some inputs as columns and some as tensors, and MLflow refuses the mixture. Describe all as columns, \
         or all as tensors.";
    SIGNATURE_UNNAMED_TENSORS = "signature-unnamed-tensors":
        "The signature has several tensors without names, and MLflow cannot tell them apart. Name each tensor.";
    SIGNATURE_UNNAMED_OPTIONAL = "signature-unnamed-optional":
        "A column without a name is optional, which MLflow does not take. Name the columns, or make them required.";
    SIGNATURE_DUPLICATE_PARAM = "signature-duplicate-param": "Two params of the signature have the same name. Remove one of the two.";
    SIGNATURE_DUPLICATE_COLUMN = "signature-duplicate-column":
        "Two columns of the signature have the same name, so a request cannot address each of them. Give each column a name of its \
         own.";
    SIGNATURE_TOO_LARGE = "signature-too-large":
        "The signature has more entries than are read here. Check whether it is what it should be.";
    SIGNATURE_BAD_DEFAULT = "signature-bad-default":
        "The default of a param does not fit the param's type, and MLflow cannot read the MLmodel. Give a default of the declared \
         type.";
    SIGNATURE_PLACEHOLDER = "signature-placeholder":
        "The signature says only \"any\", as MLflow writes where it could not infer a type, and anything is accepted. Set a signature \
         if callers are to know the type.";
    SIGNATURE_OUT_OF_JSON = "signature-out-of-json":
        "A nested type of the signature has no value in JSON, so requests over REST are refused; callers in Python are fine. Declare \
         long, double or string inside arrays, objects and maps if the model is to be served.";

    // Keys at the top of the MLmodel.
    KEY_MISSPELLED = "key-misspelled":
        "A key of the MLmodel has nearly the name of one that MLflow knows, and MLflow gives it no meaning. Rename it as the finding \
         says.";
    KEY_UNKNOWN = "key-unknown":
        "No release of MLflow writes this key; another tool or a newer release may have. Nothing needs to be done.";
    EXAMPLE_INFO_NOT_A_MAP = "example-info-not-a-map":
        "The value of saved_input_example_info is no map, so the input example cannot be found. Remove the key, or log the model \
         again with an input example.";

    // What the model needs.
    ENVIRONMENT_MISSING = "environment-missing":
        "No file records the packages that the model needs. Write a requirements.txt with the library's version before the model is \
         deployed.";
    ENVIRONMENT_UNREADABLE = "environment-unreadable":
        "A file that describes the environment cannot be read, so the environment cannot be rebuilt from it. Take the file from the \
         run's artifacts, or write it anew.";
    ENVIRONMENT_CONTRADICTION = "environment-contradiction":
        "The files conda.yaml and requirements.txt ask for different packages. Make the two lists the same.";
    REQUIREMENT_UNREADABLE = "requirement-unreadable":
        "A line of requirements.txt is one that pip cannot read, and pip install stops there. Mend the line.";
    REQUIREMENT_UNPINNED = "requirement-unpinned":
        "The library that the model was saved with is asked for without a release, and another release may not load it. Pin it to the \
         release the model was saved with.";
    MLFLOW_UNPINNED = "mlflow-unpinned":
        "MLflow is asked for without a release, so an environment that is built today gets a newer one than saved the model. Pin it to \
         the release in mlflow_version.";
    REQUIREMENT_NOT_LISTED = "requirement-not-listed":
        "The library that the model cannot be loaded without is asked for in no environment file that pip reads. Add it to \
         requirements.txt with the release the model was saved with.";
    REQUIREMENT_FILE_MISSING = "requirement-file-missing":
        "The environment files ask for a file that is not in the model folder, such as a wheel. Put it into the model folder, or name \
         a package that an index has.";
    REQUIREMENT_FILE_ELSEWHERE = "requirement-file-elsewhere":
        "The environment files ask for a file outside the model folder, which other machines do not have. Put it into the model \
         folder, or name a package that an index has.";
    REQUIREMENT_LOCAL_BUILD = "requirement-local-build":
        "A package is asked for with a + in its version, such as torch==2.3.0+cu128. PyPI has no such release, and pip finds it only where \
         the requirements name the index that has it. Leave the part from the + on out, or add --extra-index-url.";
    REQUIREMENT_ADDRESS = "requirement-address":
        "A package is installed from a repository or a file on a server, which whoever builds the environment must be able to reach. Put a \
         wheel of it into the model folder, or make sure that the deployment can.";
    REQUIREMENT_INDEX = "requirement-index":
        "The environment files look for packages at an address of their own. Make sure that whoever builds the environment can reach \
         it.";
    REQUIREMENT_LEAKED = "requirement-leaked":
        "The requirements ask for a tool for tests, such as pytest: MLflow lists whatever is imported while it loads the model, and skops \
         imports scikit-learn's test helpers. Take it out, unless the model's own code needs it.";
    CONDA_KEY_IGNORED = "conda-key-ignored":
        "A key at the top of conda.yaml is one that conda ignores, so what stands under it is not installed. Write packages under \
         dependencies.";
    CONDA_PIP_NO_LIST = "conda-pip-no-list":
        "The entry pip of conda.yaml is text or empty, so that nothing is installed by it. Write each package as an item of a list below it.";
    PANDAS_3_WITHOUT_SIGNATURE = "pandas-3-without-signature":
        "The model has no signature, and its environment gets pandas 3, with which Azure's endpoints without code of their own answer \
         requests of rows and columns with FileNotFoundError (as of 2026-11). For Azure, log the model with a signature, or ask for pandas<3.";
    PACKAGES_UNPINNED = "packages-unpinned":
        "Packages are asked for without a release, so what is installed depends on the day the environment is built. Pin them with \
         ==.";
    VERSION_CONTRADICTION = "version-contradiction":
        "The environment files ask for another release of the library than the model was saved with. Pin the release that the model \
         was saved with.";
    PYTHON_CONTRADICTION = "python-contradiction":
        "The files of the model name different versions of Python, and a pickle may not load under another. Use the version the model \
         was saved with in all of them.";
    PYTHON_NOT_BUILT = "python-not-built":
        "The environment asks for Python 3.7 or older, for which conda-forge and Azure's image builds have nothing any more (as of \
         2026-11). The model still loads where such a Python is installed; to deploy it anew, save or train it again under Python 3.10 \
         or newer.";
    PYTHON_END_OF_LIFE = "python-end-of-life":
        "The environment asks for Python 3.8, which has had no fixes since October 2024; MLflow 2.17.2 is the newest that runs on it, \
         and Azure's server must stay below 1.3 (as of 2026-11). Save the next version of the model under Python 3.10 or newer.";
    PYTHON_TOO_OLD = "python-too-old":
        "The environment asks for a release of MLflow that does not run on the Python it asks for, so it cannot be built (as of 2026-11). \
         Use the Python that the model was saved with.";

    // The input example.
    EXAMPLE_TYPE_UNKNOWN = "example-type-unknown":
        "The input example is of a type that MLflow does not know, and MLflow cannot load it. Save the example again, or remove \
         saved_input_example_info.";
    EXAMPLE_UNREADABLE = "example-unreadable":
        "The file of the input example cannot be read; loading the model does not need it. Take the file from the run's artifacts, or \
         save the model again.";
    EXAMPLE_CONTRADICTS_SIGNATURE = "example-contradicts-signature":
        "The input example does not fit the signature, so the model would refuse its own example. Save the model again with an \
         example and a signature of what callers really send.";

    // The folder's files as a whole.
    FILES_TRUNCATED = "files-truncated":
        "The folder holds more files, or deeper folders, than are listed here. Check whether this is the right folder.";
    REFERENCES_TRUNCATED = "references-truncated":
        "The MLmodel names more files than are checked here; a real one names a handful. Check where this file comes from.";
    FOLDER_UNREADABLE = "folder-unreadable":
        "A folder inside the model may not be read, so its files are not listed. Change its permissions, or copy the model as its \
         owner.";
    FILES_UNREFERENCED = "files-unreferenced":
        "Files lie in the folder that neither the MLmodel nor MLflow's own files name; the model's library may still read them. \
         Nothing needs to be done.";
    SIZE_SHRUNK = "size-shrunk":
        "The folder holds less than the model had when it was saved, so a file was lost or cut off. Compare it with the run's \
         artifacts, or download the model again.";

    // When and with what it was saved.
    VERSION_UNREADABLE = "version-unreadable":
        "The entry mlflow_version is no release number, so nobody can tell which release wrote the model. Nothing needs to be done.";
    VERSION_NEWER = "version-newer":
        "A newer release of MLflow wrote the model than this program knows, and entries new in it are shown without an explanation. \
         Look for a newer release of this program.";
    TIME_UNREADABLE = "time-unreadable":
        "The entry utc_time_created is no time, so nobody can tell when the model was saved. Nothing needs to be done.";
    ARTIFACT_PATH_ODD = "artifact-path-odd":
        "The entry artifact_path goes up with \"..\", which MLflow does not write; loading does not need it. Check where this file \
         comes from.";

    // What loading would run.
    RUNS_CODE = "runs-code":
        "Loading the model runs code that comes with it, such as a pickle or Python files. Load it only if you trust where it comes \
         from.";

    // The model's own file against what the folder says of it.
    FEATURE_ORDER = "feature-order":
        "The signature has the columns in another order than the model was trained with, and its library refuses that when it \
         predicts. Log the model again with a signature that is inferred from the training data.";
    FEATURE_NAME = "feature-name":
        "The signature lacks columns that the model was trained with, and its library refuses a table without them. Log the model \
         again with a signature that is inferred from the training data.";
    FEATURE_COUNT = "feature-count":
        "The signature has another number of columns than the model was trained with, and its library refuses that when it predicts. \
         Log the model again with a signature that is inferred from the training data.";
    OUTPUT_TYPE = "output-type":
        "The classes that the model returns are of another kind than the output that the signature declares. MLflow does not check \
         outputs, and callers may rely on them. Log the model again with a signature that is inferred from what predict returns.";
    INPUT_NAME = "input-name":
        "The signature names an input that the graph does not have. Log the model again with a signature that has the names of the \
         graph.";
    OUTPUT_NAME = "output-name":
        "The signature names an output that the graph does not have. Log the model again with a signature that has the names of the \
         graph.";
    INPUT_DTYPE = "input-dtype":
        "An input has another dtype in the signature than in the graph, so that a request that fits the one does not fit the other. \
         Log the model again with a signature of the graph's types.";
    INPUT_SHAPE = "input-shape":
        "An input has another shape in the signature than in the graph, so that a request that fits the one does not fit the other. \
         Log the model again with a signature of the graph's shapes.";
    LIBRARY_VERSION = "library-version":
        "The MLmodel names another release of the library than the one that wrote the model's file. Find out which of the two is \
         right: the file may belong to another model.";
    REQUIREMENT_VERSION = "requirement-version":
        "The requirements ask for another release of the library than the one that wrote the model's file, and may not load it. Ask for \
         the release that wrote it.";
    SERIALIZATION_FORMAT = "serialization-format":
        "The MLmodel says that the model's file is written in one format, and it is written in another, so that MLflow cannot read it. \
         Take the file that belongs to this MLmodel, or write the format that the file has.";
    MODEL_CLASS = "model-class":
        "The MLmodel names a class that the model's file does not fit. Find out which of the two is right: the file may belong to \
         another model.";
    SKOPS_UNTRUSTED = "skops-untrusted":
        "The skops file holds types that skops builds only where somebody trusts them, and the MLmodel does not name them in \
         skops_trusted_types. Log the model again with that list, if you trust these types.";
    MODULE_MISSING = "module-missing":
        "Loading the model's file imports a module that neither Python, nor the folder code, nor the requirements bring by its name. \
         Log the model again with code_paths=[…] for code of your own, or with extra_pip_requirements=[…] for a package.";
    WEIGHTS_MISSING = "weights-missing":
        "A file with weights that the model's own file names is not there, or is too short. Take it from the run's artifacts, or log \
         the model again with all of its files.";
}
