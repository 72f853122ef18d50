//! The codes of refusals and conversions: what a request is refused for, and what becomes of values that are taken.

use crate::mlmodel::codes;

codes! {
    // The body.
    NOT_JSON = "json": "The body is not JSON. Mend it at the line and column that are named, or send a CSV as text/csv.";
    BODY_FORM = "body-form": "A JSON body must be an object that names its form, such as {\"inputs\": ...}. Put the data under one of the four keys that MLflow knows.";
    NO_FORM = "no-form": "The body has none of the keys dataframe_split, dataframe_records, inputs and instances, so MLflow does not know what it carries. Put the data under one of them.";
    TWO_FORMS = "two-forms": "The body carries its data under two keys, and MLflow takes exactly one. Leave one of them out.";
    NO_DATA = "no-data": "Null is no data to predict from. Send values.";
    TYPE_HINTS = "type-hints": "The signature comes from Python type hints, and such a model takes only a body with \"inputs\". Send the data under that key.";
    TOO_MANY_VALUES = "too-many-values": "The request has so many small values that checking it would take too much memory. Send fewer rows at once.";
    TOO_MANY_COLUMNS = "too-many-columns": "The request has more columns or names than are checked. Look whether rows and columns were exchanged.";
    TOO_SPARSE = "too-sparse": "Few values would make a data frame of nothing but gaps. Send fewer rows or columns at once.";

    // Azure's endpoint.
    INPUT_DATA = "input-data": "An online endpoint of Azure Machine Learning takes an object with \"input_data\", and the body has none. Put the data under it, and params beside it.";
    AZURE_FORM = "azure-form": "What stands under \"input_data\" has another form than Azure's scoring script reads for this model. Send an object of columns, index and data for columns, as DataFrame.to_dict(orient=\"split\") writes it, and lists for tensors.";
    AZURE_STOPS = "azure-stops": "Azure's scoring script stops while it starts with this model, so its endpoint answers no request. The panel Deploy and `inspect` say why and what to do.";
    AZURE_FRAME_PANDAS = "azure-frame-pandas": "Without a signature Azure's scoring script reads data frames in a way that pandas 3 does not take. Put pandas<3 into conda.yaml, or save the model with a signature.";
    AZURE_CSV = "azure-csv": "An online endpoint of Azure Machine Learning takes JSON only. Send the rows as \"input_data\".";
    AZURE_ARRAYS = "azure-arrays": "Without a signature and without \"index\" Azure's scoring script takes \"columns\" and \"data\" for two arrays. Send \"index\" as well.";
    KEY_IGNORED = "key-ignored": "An online endpoint of Azure Machine Learning looks at \"input_data\" and \"params\" only, and ignores other keys. Leave them out.";
    NOT_DECODED = "not-decoded": "Azure's scoring script does not decode base64: a binary column gets the text as it stands. Decode it in the model, or send it to MLflow's scoring server.";

    // Data frames and rows.
    SPLIT_FORM = "split-form": "Under dataframe_split must stand an object with a list of rows as \"data\" and a list of names as \"columns\". Write it with DataFrame.to_dict(orient=\"split\").";
    SPLIT_KEYS = "split-keys": "The object under dataframe_split may have \"columns\", \"data\" and \"index\", and must have \"data\". Leave other keys out.";
    RECORDS_FORM = "records-form": "Under dataframe_records must stand a list of objects, one a row. Write it with DataFrame.to_dict(orient=\"records\").";
    ROW_FORM = "row-form": "This row is of another kind than the first one, such as a list among objects. Write all rows in one way.";
    ROW_LENGTH = "row-length": "This row has another number of values than there are columns. Give every row one value a column.";
    INDEX_LENGTH = "index-length": "The \"index\" has another number of labels than there are rows. Leave it out, for MLflow does not need it.";
    DICT_FORM = "dict-form": "These columns make no data frame together, such as lists beside objects. Send them as dataframe_records.";
    COLUMN_LENGTH = "column-length": "The columns have different numbers of values. Give every column one value a row.";
    COLUMN_NAME = "column-name": "A list or an object stands where the name of a column is expected. A name is a text or a number.";
    RAGGED = "ragged": "Lists inside have different lengths, and numpy makes arrays of lists of one length only. Fill the short ones up, or send dataframe_records.";

    // CSV.
    NOT_CSV = "csv": "The text cannot be read as CSV: it is empty, or a quoted field is never closed. It needs a line of column names and then one line a row.";
    ENCODING = "encoding": "The text is not UTF-8. Save the file as UTF-8 again.";
    CSV_TENSORS = "csv-tensors": "The scoring server takes CSV for columns only, and this model wants tensors. Send JSON with \"inputs\".";
    CSV_NESTED = "csv-nested": "The scoring server takes no CSV for a model with a nested or an \"any\" column. Send JSON.";
    CSV_DATETIME = "csv-datetime": "The scoring server cannot read a datetime column from CSV. Send JSON.";
    NOT_WHOLE = "not-whole": "A cell of the CSV is no whole number that its column's type holds. Every row needs one; an empty cell is none.";
    NOT_A_BOOLEAN = "not-a-boolean": "A cell of the CSV is no boolean. Write true or false in every row.";
    CSV_INDEX = "csv-index": "The rows have more fields than the header, so pandas takes the first ones for an index and every column moves. Name all columns in the header, or leave the index out.";
    LEADING_ZEROS = "leading-zeros": "Texts such as 01234 are numbers to pandas, and the zeros in front are lost. Send JSON to keep the text, or save the model with a signature.";

    // Columns against the signature.
    MISSING_COLUMN = "missing-column": "A column that the signature requires is not in the request. Send it under exactly the name of the signature; a name that is nearly the same is told, and does not do.";
    TOO_FEW_COLUMNS = "too-few-columns": "The signature has no names, and the request has fewer columns than it. Send one value for each, in order.";
    DUPLICATE_COLUMN = "duplicate-column": "Two columns of the request have one name, and MLflow takes neither. Leave one of them out.";
    EXTRA_COLUMNS = "extra-columns": "Columns or tensors that the signature does not have are dropped before the model sees them. Leave them out, or save the model with them in its signature.";
    EMPTY_NAME = "empty-name": "A column of the signature has an empty name, which MLflow 3.18 takes for its position, so it refuses every request. Save the model again with a name for it.";
    NAME_AS_POSITION = "name-as-position": "MLflow 3.18 takes this column's name for its position, so the column is not found or is lost to another one. Save the model again with texts for names.";
    NO_NAMES = "no-names": "The values have no names, and the columns of the signature have. Send objects, or dataframe_split with \"columns\".";
    NAMES_UNKNOWN = "names-unknown": "The values have names, and the columns of the signature have none. Send a list of lists, or dataframe_split.";
    UNNAMED_FORM = "unnamed-form": "This form cannot carry such a value to a signature without names. Send dataframe_split.";
    TOO_DEEP = "too-deep": "A table has two dimensions, rows and columns, and the lists go deeper. Send one list of values a row.";
    DTYPE = "dtype": "The values are held, by pandas or numpy, as a type that MLflow does not convert to the one of the signature. Send them in the way that the message names.";
    CAST_TWICE = "cast-twice": "Two columns of the signature are looked for under one name, so the scoring server casts the column to both types, and it cannot be both. Save the model again with two names.";
    GAP = "gap": "A row lacks this column, and pandas fills gaps with NaN, which makes a column of whole numbers one of float64. Send the column in every row, or in none.";
    NOT_ONE_VALUE = "not-one-value": "A list, an object or null stands where one value is expected. Send one value a row.";
    MAP_AS_COLUMN = "map-as-column": "A map that is sent by name is taken for a column of its values. Send dataframe_records.";
    INSTANCES_NESTED = "instances-nested": "A body with \"instances\" cannot carry arrays and objects. Send \"inputs\" or dataframe_records.";

    // Arrays, objects and maps.
    NOT_A_LIST = "not-a-list": "The signature has an array here, and something else stands there. Send a list.";
    NOT_AN_OBJECT = "not-an-object": "The signature has an object here, and something else stands there. Send an object with its properties.";
    NOT_A_MAP = "not-a-map": "The signature has a map here, and something else stands there. Send an object of any keys.";
    NULL_ARRAY = "null-array": "Null is refused for an array in \"inputs\", even for an optional one. Leave the column out.";
    NESTED_TYPE = "nested-type": "A value inside a list or an object is of another type than the signature says, and values inside are not cast. Send exactly that type.";
    PROPERTY_MISSING = "property-missing": "An object lacks a property that the signature requires. Send it.";
    PROPERTY_UNKNOWN = "property-unknown": "An object has a property that the signature does not have. Extra columns are dropped, extra properties are refused: leave it out.";

    // Tensors.
    TENSOR_FORM = "tensor-form": "The data has another form than the tensors of the signature want, such as an object where one array is expected. Send an array, or an object of tensor names to arrays.";
    MISSING_TENSOR = "missing-tensor": "A tensor of the signature is not in the request. Send it under exactly the name of the signature.";
    SHAPE = "shape": "The array has another shape than the signature says. Where the signature has -1 any length will do, all other lengths must be the same.";
    EMPTY = "empty": "The data frame is empty, and a tensor needs at least a row. Send one.";

    // Single values.
    NULL = "null": "Null cannot become a value of this type. Send a value, or leave the column out if it is optional.";
    NOT_FINITE = "not-finite": "NaN or an infinite number cannot become a whole number. Send a whole number.";
    NOT_A_NUMBER = "not-a-number": "The text does not read as a number. Send a number.";
    OUT_OF_RANGE = "out-of-range": "The number does not fit into the type of the signature. Send one within its range.";
    NOT_TEXT = "not-text": "A text is expected here. Send one; for binary in a data frame, as base64.";
    NOT_BASE64 = "not-base64": "Binary values of a data frame are sent as base64, and this text is none. Encode the bytes as base64.";
    NOT_ASCII = "not-ascii": "The text has letters past ASCII, and numpy cannot make bytes of them. Send a data frame with base64 text.";
    NOT_A_DATE = "not-a-date": "The value does not read as a date. Send a text such as 2024-02-29T12:30:00.";
    DATE_OUT_OF_RANGE = "date-out-of-range": "The date is outside 1677-09-22 to 2262-04-11, the years that 64 bits of nanoseconds hold. Send a date within them.";
    TIME_ZONE = "time-zone": "A datetime column of a data frame takes no time zone. Send the time in UTC without the zone.";
    OTHER_DATE_FORM = "other-date-form": "The date is written in another way than the first one of its column, and pandas wants all alike. Write all dates in one way.";

    // Params.
    PARAMS_FORM = "params-form": "Under \"params\" must stand an object of names to values. Send one, or leave it out.";
    PARAM_TYPE = "param-type": "The value of this param is of another type than the signature says, and params are not cast. Send exactly that type.";
    PARAM_SHAPE = "param-shape": "The signature has a plain list for this param. Send a list of single values.";
    PARAM_IGNORED = "param-ignored": "The signature has no such param, so its value is ignored. Look at the spelling, or leave it out.";

    // What becomes of values that are taken.
    INTEGER_TO_REAL = "integer-to-real": "A whole number is taken where a real one is declared. Nothing is lost.";
    REAL_TO_INTEGER = "real-to-integer": "A number such as 7.0 is taken as the whole number 7. Nothing is lost.";
    TRUNCATED = "truncated": "The number loses its fraction. Send a whole number, or save the model with a type for real ones.";
    WRAPS = "wraps": "The number does not fit into the type of the signature and becomes another one. Send one within its range.";
    LOSES_DIGITS = "loses-digits": "The number has more digits than the type of the signature holds and is rounded. Where the digits matter, save the model with a larger type.";
    TO_INFINITY = "to-infinity": "The number is larger than the type of the signature holds and becomes infinite. Send a smaller one, or save the model with double.";
    TO_ZERO = "to-zero": "The number is smaller than the type of the signature holds and becomes 0.0. Save the model with double where such numbers matter.";
    BOOLEAN_TO_NUMBER = "boolean-to-number": "True is taken as 1, false as 0. Nothing is lost.";
    TEXT_TO_NUMBER = "text-to-number": "A text that holds a number is taken as that number. Nothing is lost.";
    TO_BOOLEAN = "to-boolean": "A number becomes true where it is not 0, and false where it is. Send true or false.";
    TEXT_TO_BOOLEAN = "text-to-boolean": "Any text but the empty one becomes true, \"false\" too. Send true or false without quotes.";
    NULL_TO_NAN = "null-to-nan": "Null reaches the model as NaN, or as NaT in a column of dates. Nothing is lost.";
    NULL_TO_BOOLEAN = "null-to-boolean": "Null in a boolean column reaches the model as true, as false or as no value, depending on the MLflow release. Send true or false.";
    NOT_MADE_TEXT = "not-made-text": "The column is declared as string, and the value reaches the model as what it is. Send a text.";
    MADE_TEXT = "made-text": "The value becomes its text in Python, such as \"1\" for 1. Send a text where it should read otherwise.";
    FROM_BASE64 = "from-base64": "A base64 text is decoded to bytes. Nothing is lost.";
    TEXT_AS_BYTES = "text-as-bytes": "The model gets the bytes of the text as it stands, for base64 is decoded in data frames only. Send a data frame where the text is base64.";
    NUMBER_TO_DATE = "number-to-date": "A number becomes the date that is so many nanoseconds after 1970. Send a text such as 2024-02-29T12:30:00.";
    GUESSED_DATE = "guessed-date": "The date can be read in two ways, and pandas takes the month first, or today where no day is said. Send a text such as 2024-02-29.";
    ZONE_DROPPED = "zone-dropped": "The time is turned into UTC, and its zone is dropped. Send it in UTC.";
    YEAR_WRAPS = "year-wraps": "The year is outside those that 64 bits of nanoseconds hold, and the date becomes another one. Send a year from 1678 to 2261.";
    TO_NO_DATE = "to-no-date": "The number is outside the years that 64 bits of nanoseconds hold, and becomes NaT, no date. Send a text such as 2024-02-29.";
}
