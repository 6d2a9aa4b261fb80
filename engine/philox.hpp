// Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011): four random 32-bit words as a pure function of a 128-bit counter
// and a 64-bit key. Compiled once per instruction set.
#if defined(SUANLI_PHILOX_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef SUANLI_PHILOX_HPP
#undef SUANLI_PHILOX_HPP
#else
#define SUANLI_PHILOX_HPP
#endif

#include "engine/simd.hpp"
#include "engine/stream.hpp"

HWY_BEFORE_NAMESPACE();
namespace suanli {
namespace HWY_NAMESPACE {

// Counter word 0 differs by lane, the others and the key are in `at`. Each 64-bit lane of `words` holds a random word
// in its low half; its high half is not random and must be masked or shifted out by the user.
template <class Bits> HWY_INLINE void philox(Bits counter, const Stream& at, Bits words[4]) {
  Bits x0 = counter, x1 = at.period, x2 = at.replication, x3 = at.source;
  uint32_t key0 = at.key[0], key1 = at.key[1];
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
    const Bits p0 = mul_low32(x0, Bits(0xD2511F53)), p1 = mul_low32(x2, Bits(0xCD9E8D57));
    x0 = xor3(shift_right<32>(p1), x1, Bits(key0));
    x1 = p1;
    x2 = xor3(shift_right<32>(p0), x3, Bits(key1));
    x3 = p0;
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  words[0] = x0, words[1] = x1, words[2] = x2, words[3] = x3;
}

}  // namespace HWY_NAMESPACE
}  // namespace suanli
HWY_AFTER_NAMESPACE();
#endif
