"""How the model works, in half a page, and what it leaves out."""

from __future__ import annotations

from sim.report.paper.content import Block, Bullets, Paragraph

METHOD: tuple[Block, ...] = (
    Paragraph(
        "The figures come from a discrete-event simulation: a program that follows every family,"
        " case and worker of a service like this one, day by day, over the whole period."
    ),
    Paragraph(
        "Families are referred at random, more in some months than in others. Each child becomes a"
        " case of one social worker and goes through stages, such as an assessment or a plan, each"
        " a number of pieces of work. Between two pieces of work the case waits for others: the"
        " family, a school, a court. A worker has a limited number of hours a week, takes the work"
        " that is due first, and works some overtime when work piles up. So a caseload is a result,"
        " not an input: workers with more hours finish sooner, and their caseloads fall."
    ),
    Paragraph(
        "Support staff hold no cases. They free hours of social workers, as long as they are in"
        " post and at work, and some of these hours become case work. Workers fall ill and resign,"
        " more often when caseloads are high; their cases go to colleagues. A vacant post has to be"
        " recruited for, and agency workers cover some posts meanwhile. New posts start empty"
        " unless it is said otherwise."
    ),
    Paragraph(
        "The period is simulated many times over. Each time chance falls differently, and each time"
        " numbers that nobody knows exactly are drawn anew from their ranges. One such history is"
        " called a future. What happens in most futures is likely; what happens in few is a risk."
    ),
)

LIMITS: tuple[Block, ...] = (
    Paragraph("Some limits of the model bear on every figure in this report:"),
    Bullets(
        (
            "A team with work for nearly all of its hours is very sensitive to small changes."
            " Differences between options are worth more than levels, and ranges more than means.",
            "Agency workers can always be found after some time, up to a limit. Where the market is"
            " empty, vacancies last longer than in the model.",
            "A freed hour is worth the same whoever has it. How many freed hours become case work"
            " is not known, here or nationally; the range of that number is wide.",
            "Hours and waiting times of each stage are chosen so that caseloads come out as"
            " published. Other choices would fit, too, and could answer differently.",
        )
    ),
)
"""What a reader must bear in mind whatever was simulated; see docs/limitations.md."""
