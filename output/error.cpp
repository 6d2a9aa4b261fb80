#include "output/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cerrno>
#include <iterator>
#include <system_error>

namespace suanli::output {

namespace {

struct InChinese {
  int error;
  const char* words;
};
constexpr InChinese errors[] = {
    {EPERM, "不允许的操作"},    {ENOENT, "没有那个文件或目录"}, {EIO, "输入输出错误"},
    {EBADF, "文件描述符无效"},  {EACCES, "权限不够"},           {EBUSY, "设备或资源忙"},
    {EEXIST, "文件已存在"},     {ENOTDIR, "不是目录"},          {EISDIR, "是一个目录"},
    {EINVAL, "参数无效"},       {EMFILE, "打开的文件过多"},     {EFBIG, "文件过大"},
    {ENOSPC, "设备上没有空间"}, {EROFS, "只读文件系统"},        {ENAMETOOLONG, "文件名过长"},
    {EDQUOT, "超出磁盘限额"},   {ESTALE, "文件句柄已失效"},     {ELOOP, "符号链接层数过多"},
    {ENOMEM, "内存不足"},       {ETXTBSY, "文件正被使用"}};

}  // namespace

Text reason(int error) {
  const std::string words = std::generic_category().message(error);
  const auto* const known = std::ranges::find(errors, error, &InChinese::error);
  return {words, known != std::end(errors) ? known->words : fmt::format("系统错误 {}（{}）", error, words)};
}

}  // namespace suanli::output
