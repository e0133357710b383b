"""The op behind the job `draw`: winners of a giveaway, recorded and published."""

from dagster import AssetMaterialization, Config, OpExecutionContext, op
from pydantic import Field

from orchestration.defs.failures import failures_told
from orchestration.defs.raw import raw_key
from orchestration.defs.transform import WRITER_POOL
from orchestration.defs.watch import LogProgress, work_of
from orchestration.registers import draw
from orchestration.settings import Settings


class DrawOptions(Config):
    """Who is to be drawn from: the arguments of `chatmart draw`."""

    tenant: str = Field(description="Id of the tenant.")
    process: str = Field(description="Id of the process (experience) of the giveaway.")
    winners: int = Field(ge=1, description="How many winners to draw.")
    seed: int = Field(description="Any whole number; the same one draws the same winners again.")


@op(pool=WRITER_POOL)
def draw_winners(context: OpExecutionContext, config: DrawOptions) -> None:
    """Draw winners among the participants of a giveaway who were not drawn before.

    Who won is in the published marts, not in what Dagster keeps of the run.
    """
    settings = Settings.from_environment()
    with failures_told(context):
        report = draw(
            settings,
            config.tenant,
            config.process,
            config.winners,
            config.seed,
            LogProgress(context),
            work=work_of(context),
        )
    context.log_event(
        AssetMaterialization(
            raw_key("decisions"),
            description="Winners were drawn; marts.fct_giveaway_draws names them.",
            metadata={
                "draw_id": report.draw_id,
                "tenant": report.tenant,
                "process": report.process,
                "seed": report.seed,
                "winners": len(report.winners),
                "participants": report.participants,
                "anonymous_participations": report.anonymous_participations,
                "publication_id": report.publication_id or "none",
            },
        )
    )
