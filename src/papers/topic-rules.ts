/**
 * Which of the shelf's topics a paper from elsewhere is about, by the words of its title and abstract. Better none than a wrong one: a
 * topic that somebody follows brings them a mail.
 *
 * A rule has words that are enough in a title (`title`), and words that are enough where an abstract has two different ones of them, or
 * one of them twice (`text`). Words of the field alone count: "attention" in an abstract of another field is none.
 */
import { topics } from "./topics.ts";

interface TopicRule {
  /** Enough where the title has one. */
  readonly title: RegExp;
  /** Enough where title and abstract have two of them between them. Default: `title`. */
  readonly text?: RegExp;
  /** What looks alike and is something else: it is taken out of the text first. */
  readonly except?: RegExp;
}

/** Capitals make no difference. Texts and patterns in lower case are matched faster than by the flag for that. */
const pattern = (words: string) => new RegExp(words.toLowerCase(), "g");

const rule = (title: string, text?: string, except?: string): TopicRule => ({
  title: pattern(title),
  ...(text !== undefined && { text: pattern(text) }),
  ...(except !== undefined && { except: pattern(except) }),
});

const norms =
  String.raw`\b(?:layer|batch|group|instance|weight|spectral|power|rms|root mean square|pre|post|query-key|qk)[- ]?norm(?:s|ali[sz]ations?|ali[sz]ed|ali[sz]ing)?\b|` +
  String.raw`\b(?:layer|batch|rms|dynamic|mix|power|group|sandwich|peri|deep)norms?\b|\b(?:pre|post)-?(?:LN|norm)\b|\bnorm(?:alization)?[- ](?:layers?|placement|free)\b`;

const rules: Readonly<Record<string, TopicRule>> = {
  normalization: rule(
    norms +
      String.raw`|\bnormali[sz]ation\b(?=.*\b(?:transformers?|networks?|training|layers?|deep|LLMs?|CNNs?)\b)|\bself-normali[sz]ing\b`,
    norms,
    String.raw`\b(?:text|unicode|entity|concept|lexical|date|score|histogram|database|stain|colou?r|speaker|gradient)[- ](?:multi-)?normali[sz]ation\b|\bnormali[sz](?:ed|ing) flows?\b`,
  ),
  depth: rule(
    String.raw`\b(?:residual (?:streams?|connections?|networks?)|skip connections?|hyper-connections?|network depth|(?:very|ultra-?|extremely) deep (?:transformers?|networks?)|depth (?:scaling|scaled)|curse of depth|layer pruning)\b`,
  ),
  attention: rule(
    String.raw`\b(?:self-|cross-|linear |sparse |multi-head |grouped-query |sliding[- ]window |flash|gated |softmax |full |latent |local )attention\b|\battention (?:mechanisms?|sinks?|heads?|maps?|layers?|kernels?|scores?|weights?)\b|\b(?:flash|paged|ring)-?attention\b`,
    String.raw`\b(?:self-|linear |sparse |multi-head |grouped-query |sliding[- ]window |gated |softmax )attention\b|\battention (?:mechanisms?|sinks?|heads?|kernels?)\b|\b(?:flash|paged|ring)-?attention\b`,
    String.raw`\b(?:joint|visual|selective|public|medical|divided|human|user|pay(?:s|ing)?|paid|draws?|drawn|much|more|increasing|growing|considerable|significant|little|special|particular) attention\b`,
  ),
  softmax: rule(
    String.raw`\b(?:soft-?max|sparsemax|entmax|log-sum-exp)\b`,
    String.raw`\b(?:softmax (?:function|computation|kernel|bottleneck|normali[sz]ation|alternatives?)|sparsemax|entmax)\b`,
  ),
  optimizers: rule(
    String.raw`\b(?:optimi[sz]ers?|adamw|muon(?= (?:is scalable|optimi[sz]|momentum))|sgd|stochastic gradient descent|adaptive gradient|second-order optimi[sz]ation|momentum (?:sgd|methods?)|learning[- ]rate (?:schedules?|warm-?up|decay|transfer)|gradient (?:clipping|normali[sz]ation)|preconditioners?)\b`,
    String.raw`\b(?:adamw|muon optimi[sz]er|sgd|optimi[sz]er states?|(?:first|second)-order optimi[sz]ers?|adaptive optimi[sz]ers?|learning[- ]rate (?:schedules?|warm-?up)|gradient clipping|preconditioners?)\b`,
    String.raw`\bprompt optimi[sz]ers?\b|\b(?:query|portfolio|compiler|database|preference) optimi[sz]ers?\b`,
  ),
  "low-precision": rule(
    String.raw`\b(?:quanti[sz](?:ation|ed|ing)|(?:[1248]|sub-8|low)-bit|low[- ]precision|mixed[- ]precision|FP[48]|INT[48]|NVFP4|MXFP[48]|ternary weights?|binari[sz]ed (?:networks?|weights?))\b`,
    String.raw`\b(?:quanti[sz]ation-aware|post-training quanti[sz]ation|weight quanti[sz]ation|(?:[1248]|low)-bit|FP[48]|INT[48]|NVFP4|MXFP[48]|low[- ]precision training|mixed[- ]precision)\b`,
    String.raw`\bvector[- ]quanti[sz](?:ation|ed)\b|\b(?:canonical|second|field|flux|energy|deformation|geometric) quanti[sz]ation\b|\b64-bit\b|\b32-bit\b|\b(?:first|product)[- ]quanti[sz]ed\b`,
  ),
  "test-time-adaptation": rule(
    String.raw`\btest[- ]time (?:adaptation|training|batch|normali[sz]ation|statistics)\b|\bsource-free (?:domain )?adaptation\b`,
  ),
  vision: rule(
    String.raw`\b(?:image (?:classification|segmentation|generation|recognition|restoration|editing|super-resolution|synthesis|captioning)|images?|object detection|semantic segmentation|vision transformers?|ViTs?|convolutional|CNNs?|ResNets?|ImageNet|visual recognition|video (?:generation|understanding|models?|diffusion)|computer vision|point clouds?|optical flow|pose estimation)\b`,
    String.raw`\b(?:image (?:classification|segmentation|generation|recognition|restoration|editing|super-resolution|synthesis)|object detection|semantic segmentation|vision transformers?|ImageNet|CIFAR-?100?|COCO|ResNets?|computer vision|video (?:generation|understanding|diffusion))\b`,
    String.raw`\b(?:mental|self|brand|public|corporate) images?\b`,
  ),
  "language-models": rule(
    String.raw`\b(?:(?:large|small|masked|neural|causal|pretrained|pre-trained|autoregressive|diffusion|multimodal) language models?|language model(?:s|l?ing)?|M?LLMs?|SLMs?|GPT(?:-?\d)?|LLaMA|BERT)\b`,
    String.raw`\b(?:(?:large|small|masked|causal|pretrained|pre-trained) language models?|LLMs?|language model(?:ing|ling)?)\b`,
  ),
  translation: rule(
    String.raw`\b(?:machine translation|neural translation|NMT|speech translation|low-resource translation|translation (?:quality|models?|systems?))\b`,
    String.raw`\b(?:machine translation|NMT|translation quality|WMT ?'?\d{2,4})\b`,
    String.raw`\bimage(?:-to-image)? translation\b`,
  ),
  plasticity: rule(
    String.raw`\b(?:continual (?:learning|pre-?training|fine-?tuning|adaptation)|lifelong learning|catastrophic forgetting|loss of plasticity|plasticity loss|class-incremental|incremental learning)\b`,
    undefined,
    String.raw`\bsynaptic plasticity\b`,
  ),
  unlearning: rule(
    String.raw`\b(?:(?:machine|LLM|concept|data|knowledge) )?unlearn(?:ing|ed|s)?\b|\bright to be forgotten\b`,
  ),
  embeddings: rule(
    String.raw`\b(?:(?:text|sentence|word|token|document|code|multilingual|matryoshka|dense|multimodal) embeddings?|embedding models?|sentence (?:encoders?|transformers?|representations?)|SBERT|contrastive pre-?training of text)\b`,
    String.raw`\b(?:(?:text|sentence|document|matryoshka) embeddings?|embedding models?|sentence encoders?|MTEB)\b`,
  ),
  retrieval: rule(
    String.raw`\b(?:(?:dense|sparse|passage|document|information|text|cross-lingual|multi-vector|neural|code|first-stage) retriev(?:al|ers?)|retriev(?:al|ers?)|re-?rank(?:ers?|ing)|RAG|BM25|semantic search|vector search|nearest[- ]neighbou?r search)\b`,
    String.raw`\b(?:(?:dense|sparse|passage|document|information|text) retriev(?:al|ers?)|retrieval-augmented|re-?rank(?:ers?|ing)|BEIR|BM25|nDCG(?:@\d+)?)\b`,
    String.raw`\b(?:phase|memory|parameter|aerosol|satellite) retrievals?\b`,
  ),
  "text-normalization": rule(
    String.raw`\b(?:(?:inverse )?text normali[sz]ation|lexical normali[sz]ation|unicode normali[sz]ation|normali[sz]ation of (?:historical|noisy|social[- ]media) text|spelling normali[sz]ation|grapheme(?:s|-to-phoneme)?)\b`,
  ),
  "entity-linking": rule(
    String.raw`\b(?:entity (?:linking|normali[sz]ation|disambiguation|resolution)|concept normali[sz]ation|entity alignment)\b`,
  ),
  "structured-output": rule(
    String.raw`\b(?:structured (?:outputs?|generation|extraction|decoding)|constrained decoding|grammar-constrained|JSON (?:schemas?|mode|outputs?|generation)|schema-(?:guided|constrained)|function calling|tool calling)\b`,
    String.raw`\b(?:structured outputs?|constrained decoding|grammar-constrained|JSON schemas?|schema-(?:guided|constrained))\b`,
  ),
  evaluation: rule(
    String.raw`\b(?:bench(?:mark(?:s|ing)?)?|\w+bench|\w+-bench|leaderboards?|LLM-as-a-judge|evaluat(?:ion|ing) of|evaluating|eval(?:s|uation) (?:suites?|harness|protocols?|metrics?))\b`,
    String.raw`\b(?:we (?:introduce|present|propose|release) [\w ,()-]{0,60}bench(?:mark)?|LLM-as-a-judge|leaderboards?|evaluation (?:suites?|harness|protocols?))\b`,
  ),
  tables: rule(
    String.raw`\b(?:table (?:extraction|understanding|question answering|recognition|structure|reasoning|QA)|tables|tabular (?:data|learning|models?|foundation)|document (?:understanding|parsing|layout|AI|extraction|intelligence|OCR)|chart (?:understanding|parsing|question answering|QA)|spreadsheets?|invoices?|OCR)\b`,
    String.raw`\b(?:table (?:extraction|understanding|recognition|structure)|tabular (?:data|learning)|document (?:understanding|parsing|layout)|chart (?:understanding|parsing)|OCR)\b`,
    String.raw`\b(?:lookup|hash|routing|look-up|round|periodic) tables?\b`,
  ),
  "code-generation": rule(
    String.raw`\b(?:code (?:generation|completion|synthesis|LLMs?|language models?|review|repair|editing)|program (?:synthesis|repair)|text-to-SQL|software engineering agents?|coding (?:agents?|assistants?|models?)|SWE-?bench|HumanEval)\b`,
    String.raw`\b(?:code (?:generation|completion|LLMs?)|program synthesis|text-to-SQL|coding agents?|SWE-?bench|HumanEval|MBPP)\b`,
  ),
  "parallel-training": rule(
    String.raw`\b(?:(?:model|data|tensor|pipeline|expert|sequence|context|3D|hybrid) parallel(?:ism)?|distributed training|data-parallel|ZeRO|FSDP|Megatron(?:-LM)?|large-scale training systems?)\b`,
    String.raw`\b(?:(?:tensor|pipeline|expert|sequence|model|data) parallelism|distributed training|FSDP|Megatron-LM)\b`,
  ),
  initialization: rule(
    String.raw`\b(?:(?:weight|network|orthogonal|parameter|Xavier|Kaiming|random) initiali[sz]ations?|initiali[sz]ation of (?:deep|neural)|signal propagation|mean[- ]field (?:theory of deep|analysis of deep)|muP|maximal update|dynamical isometry|edge of chaos)\b`,
    String.raw`\b(?:weight initiali[sz]ation|signal propagation|dynamical isometry|maximal update|muP)\b`,
  ),
  efficiency: rule(
    String.raw`\b(?:(?:memory|compute|parameter|inference|training)[- ]efficien(?:t|cy)|KV[- ]cach(?:e|ing)|speculative decoding|(?:faster|fast|efficient|accelerat(?:ing|ed)) (?:inference|training|decoding|transformers?|attention|LLM(?:s| inference)?)|GPU kernels?|kernel fusion|FLOPs?|throughput)\b`,
    String.raw`\b(?:memory[- ](?:efficien(?:t|cy)|footprint)|KV[- ]cach(?:e|ing)|speculative decoding|inference (?:latency|speed(?:-?up)?|throughput)|GPU kernels?|kernel fusion|training throughput|peak memory)\b`,
  ),
  "weak-supervision": rule(
    String.raw`\b(?:weak(?:ly)?[- ]supervis(?:ion|ed)|weak verifiers?|labeling functions?|labelling functions?|programmatic label(?:l)?ing|distant supervision|noisy labels?)\b`,
  ),
};

/** A paper has at most so many; the ones with the most evidence stay. */
const max = 4;

/**
 * Slugs of the topics that a paper is about, best supported first; those of its title come before the others.
 * @param abstract null where none is known: then the title has to do.
 */
export function topicsOf(title: string, abstract: string | null): string[] {
  const found: { slug: string; weight: number }[] = [];
  const name = title.toLowerCase();
  const whole = `${name}. ${(abstract ?? "").slice(0, longest).toLowerCase()}`;
  for (const slug of Object.keys(topics)) {
    const { title: inTitle, text = inTitle, except } = rules[slug];
    let weight = evidence(name, whole, inTitle, text);
    // Most papers are about something else: what looks alike is taken out of the few that are left.
    if (weight > 0 && except) weight = evidence(name.replace(except, " "), whole.replace(except, " "), inTitle, text);
    if (weight > 0) found.push({ slug, weight });
  }
  return found
    .sort((a, b) => b.weight - a.weight)
    .slice(0, max)
    .map(({ slug }) => slug);
}

/** 0 where it is too little. */
function evidence(title: string, whole: string, inTitle: RegExp, inText: RegExp): number {
  const named = (title.match(inTitle) ?? []).length > 0;
  const mentions = (whole.match(inText) ?? []).length;
  if (named) return 100 + mentions;
  return mentions >= 2 ? mentions : 0;
}

/** Characters of an abstract that are read. */
const longest = 6_000;

/** Of these rules: what was sorted by others is sorted anew. */
export const topicRulesVersion = 1;
