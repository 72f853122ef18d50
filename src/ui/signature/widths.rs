//! How wide the columns of the tables are.

use egui::Rect;

use crate::present::rows::{PartRows, property_row};

/// Widths of the columns of one table, in points.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ColumnWidths {
    number: f32,
    name: f32,
    kind: f32,
    shape: f32,
    /// `required`, or the default.
    last: f32,
    /// The value of the input example.
    example: f32,
    has_shapes: bool,
    has_last: bool,
    has_example: bool,
}

impl ColumnWidths {
    /// For the widest of the first rows.
    #[expect(clippy::cast_precision_loss, reason = "widths of texts")]
    pub fn of(rows: PartRows<'_>) -> Self {
        let mut widths = Self { number: 20.0 + 7.5 * rows.len().to_string().len() as f32, ..Self::default() };
        widths.number = widths.number.max(36.0);
        widths.has_shapes = rows.has_shapes();
        widths.has_last = match rows {
            PartRows::Params(_) => true,
            PartRows::Schema(_) => rows.has_optional(),
        };
        let (mut name, mut kind, mut shape, mut last) = (6, 4, 5, 8);
        for i in 0..rows.len() {
            // Beyond the first few thousand the rare longer name is cut, with the whole of it on hover.
            if i >= 5_000 {
                break;
            }
            let Some(row) = rows.row(i) else { continue };
            name = name.max(row.name.as_deref().map_or(7, |n| n.chars().count()) + usize::from(row.children > 0) * 3);
            for property in rows.properties(i) {
                name = name.max(property.name.chars().count() + 6);
                kind = kind.max(property_row(property).type_text.chars().count());
            }
            kind = kind.max(row.type_text.chars().count());
            shape = shape.max(row.shape.as_deref().map_or(0, |s| s.chars().count()));
            last = last.max(row.default.as_deref().map_or(0, |s| s.chars().count()));
        }
        widths.name = (name as f32 * 7.4 + 28.0).clamp(120.0, 420.0);
        widths.kind = (kind as f32 * 7.2 + 14.0 + 28.0).clamp(100.0, 340.0);
        widths.shape = (shape as f32 * 7.2 + 28.0).clamp(90.0, 260.0);
        widths.last = (last as f32 * 7.2 + 24.0).clamp(90.0, 420.0);
        widths
    }

    /// The same with a column for these values, where there are any.
    #[expect(clippy::cast_precision_loss, reason = "widths of texts")]
    pub fn with_examples(mut self, values: &[String]) -> Self {
        let longest = values.iter().map(|value| value.chars().count()).max().unwrap_or(0);
        self.has_example = longest > 0;
        self.example = (longest as f32 * 7.2 + 28.0).clamp(90.0, 260.0);
        self
    }

    /// All columns beside one another, in points.
    pub fn total(self) -> f32 {
        let or_nothing = |is_there: bool, width: f32| if is_there { width } else { 0.0 };
        self.number
            + self.name
            + self.kind
            + or_nothing(self.has_shapes, self.shape)
            + or_nothing(self.has_last, self.last)
            + or_nothing(self.has_example, self.example)
    }

    /// Makes room: the example goes first, then the name gives way, but keeps a readable rest.
    pub fn fit(mut self, width: f32) -> Self {
        self.has_example &= self.total() <= width;
        let over = self.total() - width;
        if over > 0.0 {
            let from_name = over.min((self.name - 120.0).max(0.0));
            self.name -= from_name;
            let rest = over - from_name;
            self.kind -= rest.min((self.kind - 90.0).max(0.0));
        }
        self
    }

    /// The cells of a row, from the left.
    pub fn cells(self, rect: Rect) -> ColumnCells {
        let mut x = rect.left() + 8.0;
        let mut next = |width: f32| {
            let cell = Rect::from_x_y_ranges(x..=(x + width - 12.0).max(x), rect.y_range());
            x += width;
            cell
        };
        let number = next(self.number);
        let name = next(self.name);
        let kind = next(self.kind);
        let shape = self.has_shapes.then(|| next(self.shape));
        let last = self.has_last.then(|| next(self.last));
        let example = self.has_example.then(|| next(self.example));
        ColumnCells { number, name, kind, shape, last, example }
    }
}

/// Where the columns of one row stand.
pub(super) struct ColumnCells {
    pub number: Rect,
    pub name: Rect,
    pub kind: Rect,
    pub shape: Option<Rect>,
    pub last: Option<Rect>,
    pub example: Option<Rect>,
}
