/* Random numbers and distributions: sim/streams.py, sim/portable.py and sim/samplers, in C.

   Every operation stands in the same order as there, so that the bits are the same; compile with
   -ffp-contract=off, because a fused multiplication and addition would round once and not twice. */
#ifndef DRAWS_H
#define DRAWS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef struct { double even, odd; } Pair;

/* Two uniforms share a block of Philox4x32-10 (Salmon et al. 2011): those of an even index and of
   the index after it. */
static inline Pair uniforms(uint32_t seed, uint32_t replication, uint32_t block, uint32_t purpose,
                            uint32_t name, uint32_t number)
{
    uint32_t c0 = block, c1 = purpose, c2 = name, c3 = number, k0 = seed, k1 = replication;
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)0xD2511F53u * c0, p1 = (uint64_t)0xCD9E8D57u * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    const double unit = 0x1p-52;
    int64_t even = (int64_t)((uint64_t)c0 << 20 | c1 >> 12), odd = (int64_t)((uint64_t)c2 << 20 | c3 >> 12);
    return (Pair){((double)even + 0.5) * unit, ((double)odd + 0.5) * unit};
}

static inline uint64_t bits_of(double x) { uint64_t b; memcpy(&b, &x, 8); return b; }
static inline double double_of(uint64_t b) { double x; memcpy(&x, &b, 8); return x; }

/* log and exp after fdlibm; arguments here are never zero, negative or without all their bits. */
static inline double log_(double x)
{
    uint64_t bits = bits_of(x);
    double exponent = (double)((int64_t)(bits >> 52) - 1022);
    double mantissa = double_of((bits & 0xFFFFFFFFFFFFFull) | 1022ull << 52), f;
    if (mantissa < 0.7071067811865476) {
        f = mantissa * 2.0 - 1.0;
        exponent -= 1.0;
    } else
        f = mantissa - 1.0;
    double s = f / (2.0 + f), z = s * s, w = z * z;
    double t1 = w * (3.999999999940941908e-01
                     + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    double t2 = z * (6.666666666666735130e-01
                     + w * (2.857142874366239149e-01
                            + w * (1.818357216161805012e-01 + w * 1.479819860510658591e-01)));
    double h = 0.5 * f * f;
    return exponent * 6.93147180369123816490e-01
           - ((h - (s * (h + (t2 + t1)) + exponent * 1.90821492927058770002e-10)) - f);
}

static inline double exp_(double x)
{
    int64_t exponent = (int64_t)(x * 1.44269504088896338700 + (x >= 0.0 ? 0.5 : -0.5));
    double n = (double)exponent;
    double high = x - n * 6.93147180369123816490e-01, low = n * 1.90821492927058770002e-10;
    double r = high - low, t = r * r;
    double c = r - t * (1.66666666666666019037e-01
                        + t * (-2.77777777770155933842e-03
                               + t * (6.61375632143793436117e-05
                                      + t * (-1.65339022054652515390e-06
                                             + t * 4.13813679705723846039e-08))));
    double y = 1.0 - ((low - (r * c) / (2.0 - c)) - high);
    return y * double_of((uint64_t)(exponent + 1023) << 52);
}

static inline double polynomial(const double c[8], double r)
{
    double y = c[0];
    for (int i = 1; i < 8; i++)
        y = y * r + c[i];
    return y;
}

static const double CENTRE_TOP[8] = {
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
    13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608};
static const double CENTRE_BOTTOM[8] = {
    5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
    5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0};
static const double TAIL_TOP[8] = {
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
    1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959,
    1.42343711074968357734};
static const double TAIL_BOTTOM[8] = {
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
    0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187,
    1.0};
static const double FAR_TOP[8] = {
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
    0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699,
    6.6579046435011037772};
static const double FAR_BOTTOM[8] = {
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
    7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531,
    0.59983220655588793769, 1.0};

/* AS 241 (Wichura 1988). */
static inline double normal_quantile(double p)
{
    double q = p - 0.5;
    if (-0.425 <= q && q <= 0.425) {
        double r = 0.180625 - q * q;
        return q * polynomial(CENTRE_TOP, r) / polynomial(CENTRE_BOTTOM, r);
    }
    double root = sqrt(-log_(q < 0.0 ? p : 1.0 - p));
    double z = root <= 5.0
                   ? polynomial(TAIL_TOP, root - 1.6) / polynomial(TAIL_BOTTOM, root - 1.6)
                   : polynomial(FAR_TOP, root - 5.0) / polynomial(FAR_BOTTOM, root - 5.0);
    return q < 0.0 ? -z : z;
}

static inline double exponential(double mean, double u) { return -mean * log_(1.0 - u); }
static inline double lognormal(double mu, double sigma, double u)
{
    return exp_(mu + sigma * normal_quantile(u));
}

/* Values and their cumulative probabilities. */
typedef struct { int64_t size; const double *ends, *values; } Discrete;

static inline double discrete(const Discrete *d, double u)
{
    int64_t low = 0, high = d->size;
    while (low < high) {
        int64_t middle = (low + high) >> 1;
        if (d->ends[middle] < u)
            low = middle + 1;
        else
            high = middle;
    }
    return d->values[low];
}
#endif
