//! A flatbuffer that is looked at from outside: every offset may be wrong, and leads to nothing then.

/// The bytes of a flatbuffer.
#[derive(Clone, Copy)]
pub(super) struct Flat<'a>(pub &'a [u8]);

/// Some fields under their numbers.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    flat: Flat<'a>,
    at: usize,
    /// Where its fields are said to be: an offset for each, or 0.
    fields: &'a [u8],
}

impl<'a> Flat<'a> {
    fn array<const N: usize>(self, at: usize) -> Option<[u8; N]> {
        self.0.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    fn u32(self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_le_bytes)
    }

    /// Where the offset at this place leads.
    fn follow(self, at: usize) -> Option<usize> {
        at.checked_add(usize::try_from(self.u32(at)?).ok()?)
    }

    pub fn root(self) -> Option<Table<'a>> {
        self.table(self.follow(0)?)
    }

    fn table(self, at: usize) -> Option<Table<'a>> {
        let back = i32::from_le_bytes(self.array(at)?);
        let list = usize::try_from(i64::try_from(at).ok()? - i64::from(back)).ok()?;
        let bytes = usize::from(u16::from_le_bytes(self.array(list)?));
        Some(Table { flat: self, at, fields: self.0.get(list.checked_add(4)?..list.checked_add(bytes)?)? })
    }

    /// The items of a list: where they begin, and how many there are.
    fn list(self, at: usize, size: usize) -> Option<(usize, usize)> {
        let count = usize::try_from(self.u32(at)?).ok()?;
        let start = at.checked_add(4)?;
        self.0.get(start..start.checked_add(count.checked_mul(size)?)?)?;
        Some((start, count))
    }
}

impl<'a> Table<'a> {
    fn field(self, number: usize) -> Option<usize> {
        let offset = u16::from_le_bytes(self.fields.get(2 * number..2 * number + 2)?.try_into().ok()?);
        if offset == 0 { None } else { self.at.checked_add(usize::from(offset)) }
    }

    pub fn i32(self, number: usize) -> Option<i32> {
        self.flat.array(self.field(number)?).map(i32::from_le_bytes)
    }

    pub fn text(self, number: usize) -> Option<&'a [u8]> {
        let (start, count) = self.flat.list(self.flat.follow(self.field(number)?)?, 1)?;
        self.flat.0.get(start..start + count)
    }

    pub fn table(self, number: usize) -> Option<Table<'a>> {
        self.flat.table(self.flat.follow(self.field(number)?)?)
    }

    /// How many items of this size a list has.
    pub fn count(self, number: usize, size: usize) -> Option<usize> {
        self.flat.list(self.flat.follow(self.field(number)?)?, size).map(|(_, count)| count)
    }

    /// The tables of a list; one that is nowhere is left out.
    pub fn tables(self, number: usize) -> impl Iterator<Item = Table<'a>> + use<'a> {
        let flat = self.flat;
        let list = self.field(number).and_then(|field| flat.list(flat.follow(field)?, 4));
        let (start, count) = list.unwrap_or_default();
        (0..count).filter_map(move |index| flat.table(flat.follow(start + 4 * index)?))
    }
}
