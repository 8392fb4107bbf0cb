//! The photos of a page, and the positions of their copies.

use crate::family::maker::Maker;
use crate::family::photo::{Look, Photo, Setting, Shown};

/// The positions of the further copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plan {
    /// No further copy.
    Once,
    /// After the first copy.
    Together,
    /// Between later paragraphs.
    Between,
    /// At the end of the page.
    End,
    /// In one carousel.
    Carousel,
    /// One after the first copy, one at the end of the page.
    Thrice,
}

/// The markup of the photos, by position.
#[derive(Debug, Default)]
pub struct Shots {
    /// Near the headline or before the first paragraph.
    pub lead: String,
    /// Between paragraphs.
    pub between: Vec<String>,
    /// After the last paragraph.
    pub behind: String,
    /// At the end of the page.
    pub end: String,
}

impl Maker<'_> {
    pub fn photos(&mut self) -> Shots {
        let is_gallery = self.draw.percent(12);
        let n = if is_gallery {
            self.draw.between(4, 8)
        } else {
            self.draw.weighed(&[(50, 1), (25, 2), (15, 3), (6, 0)])
        };
        let photos = self.draw_photos(n);
        self.truth.captions =
            photos.iter().map(|p| (p.caption.clone(), p.credit.clone())).collect();
        let (first, second) = self.looks();
        if is_gallery {
            self.gallery(&photos, first, second)
        } else {
            self.apart(&photos, first, second)
        }
    }

    fn draw_photos(&mut self, n: usize) -> Vec<Photo> {
        let captions = self.draw.some(&self.words.captions, n);
        let one_credit = self.draw.one(&self.words.credits);
        let is_one_hand = self.draw.percent(50);
        let photo = |(at, caption): (usize, String)| {
            let credit =
                if is_one_hand { one_credit.clone() } else { self.draw.one(&self.words.credits) };
            let credit = (!self.draw.percent(8)).then_some(credit);
            Photo { caption, credit, number: at + 1, of: n }
        };
        captions.into_iter().enumerate().map(photo).collect()
    }

    /// Draws the markup of both copies. At least one separates caption and credit.
    fn looks(&mut self) -> (Look, Look) {
        let mut first = Look::first(self);
        let mut second = Look::second(self);
        let is_apart = |look: &Look| !matches!(look.setting, Setting::Sign | Setting::Run);
        if second.has_caption && second.has_credit && is_apart(&second) && self.draw.percent(15) {
            (first.has_caption, first.has_credit) = (true, false);
        } else if !is_apart(&first) && !is_apart(&second) {
            second.setting = Setting::Spans;
        }
        (first, second)
    }

    /// Places one to three photos.
    fn apart(&mut self, photos: &[Photo], mut first: Look, second: Look) -> Shots {
        let plans = [
            (16, Plan::Once),
            (34, Plan::Together),
            (15, Plan::Between),
            (15, Plan::End),
            (10, Plan::Carousel),
            (6, Plan::Thrice),
        ];
        let plan = self.draw.weighed(&plans);
        if plan == Plan::Once {
            (first.has_caption, first.has_credit) = (true, true);
            if matches!(first.setting, Setting::Sign) {
                first.setting = Setting::Brackets;
            }
        }
        let mut shots = Shots::default();
        let is_wrapped = self.draw.percent(25);
        let n_lead = if self.draw.percent(25) { photos.len() } else { 1 };
        let mut later = Vec::new();
        for (at, photo) in photos.iter().enumerate() {
            let mut html = self.copy(photo, &first);
            if matches!(plan, Plan::Together | Plan::Thrice) {
                html += &self.copy(photo, &second);
                if is_wrapped {
                    html = self.el("div", "wrapper", &html);
                }
            }
            match plan {
                Plan::Between => later.push(self.copy(photo, &second)),
                Plan::End | Plan::Thrice => shots.end += &self.copy(photo, &second),
                Plan::Once | Plan::Together | Plan::Carousel => {}
            }
            if at < n_lead { shots.lead += &html } else { shots.between.push(html) }
        }
        shots.between.extend(later);
        if plan == Plan::Carousel {
            let html = self.carousel(photos, second);
            self.place(&mut shots, html);
        }
        shots
    }

    /// Places many photos in a carousel, and again at the end of some pages.
    fn gallery(&mut self, photos: &[Photo], mut first: Look, second: Look) -> Shots {
        let mut shots = Shots::default();
        let is_twice = self.draw.percent(50);
        if !is_twice {
            (first.has_caption, first.has_credit) = (true, true);
        }
        let html = self.carousel(photos, first);
        self.place(&mut shots, html);
        if is_twice {
            shots.end = photos.iter().map(|photo| self.copy(photo, &second)).collect();
        }
        shots
    }

    fn place(&mut self, shots: &mut Shots, html: String) {
        match self.draw.below(4) {
            0 => shots.lead.insert_str(0, &html),
            1 => shots.lead += &html,
            2 => shots.between.push(html),
            _ => shots.behind = html,
        }
    }

    /// Writes all photos in one container, with or without their numbers.
    fn carousel(&mut self, photos: &[Photo], mut look: Look) -> String {
        look.has_position = self.draw.percent(40);
        let shown = std::mem::replace(&mut look.shown, Shown::Yes);
        let is_list = self.draw.percent(40);
        let mut slides = String::new();
        for photo in photos {
            let slide = self.copy(photo, &look);
            slides += &if is_list { self.el("li", "teaser", &slide) } else { slide };
        }
        let inner = if is_list { self.el("ul", "wrapper", &slides) } else { slides };
        let more = if shown == Shown::ByStyle { " style=\"display:none\"" } else { "" };
        self.el_with("div", "carousel", more, &inner)
    }
}
